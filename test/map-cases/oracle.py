"""Evaluates expressions as the predecessor did: one JSON text per line in, one JSON answer per line out."""
import json
import re
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal


def encode(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else {"$int": str(value)}
    if isinstance(value, float):
        return {"$float": repr(value)}
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, time):
        return {"$time": value.isoformat()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        pairs = [[key_text(key), encode(item)] for key, item in value.items()]
        if len(pairs) == 1 and pairs[0][0].startswith("$"):
            return {"$dict": pairs}
        return dict(pairs)
    raise Unfit()


class Unfit(Exception):
    pass


def key_text(key):
    if isinstance(key, str):
        return key
    if key is None or isinstance(key, bool):
        return {None: "null", True: "true", False: "false"}[key]
    if isinstance(key, int):
        return str(key)
    if isinstance(key, float):
        return repr(key)
    raise Unfit()


def kind_of(error):
    if isinstance(error, re.error):
        return "re.error"
    if isinstance(error, SyntaxError):
        return "syntax"
    if isinstance(error, Unfit):
        return "result"
    if isinstance(error, (RecursionError, MemoryError)):
        return "limit"
    return type(error).__name__


def evaluate(text):
    names = {"datetime": datetime, "Decimal": Decimal, "re": re}
    try:
        return {"data": encode(eval("lambda src: " + text.lstrip(" \t"), names)({}))}
    except Exception as error:
        return {"error": kind_of(error)}


for line in sys.stdin:
    print(json.dumps(evaluate(json.loads(line))), flush=True)
