"""Reads {schema, record, allow_unknown, purge_unknown} from standard input, one a line; writes what Cerberus makes of each."""
import json
import sys

from cerberus import Validator
from cerberus.schema import SchemaError

for line in sys.stdin:
    case = json.loads(line)
    try:
        validator = Validator(case["schema"], allow_unknown=case["allow_unknown"], purge_unknown=case["purge_unknown"])
        is_valid = validator.validate(case["record"])
        answer = {"valid": is_valid, "record": validator.document if is_valid else None, "errors": str(validator.errors)}
    except (SchemaError, TypeError, AttributeError, KeyError) as error:
        answer = {"refused": "%s: %s" % (type(error).__name__, error)}
    print(json.dumps(answer))
