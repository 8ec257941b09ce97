import '../text/members.js';
import '../sequence/members.js';
import '../sequence/set-members.js';
import '../number/members.js';
import '../decimal/members.js';
import '../regex/match.js';
import { learnAttribute } from '../attributes.js';
import { regexModule } from '../regex/module.js';
import { timezoneFunction } from '../time/constructor.js';
import type { Value } from '../value.js';
import { iterationFunctions } from './iteration.js';
import { types, typeType } from './types.js';
import { valueFunctions } from './values.js';

/** Every name that an expression can use without having bound it. */
export const names: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...Object.entries(types),
  ...[...iterationFunctions, ...valueFunctions].map((value) => [value.name, value] as const),
  ['type', typeType],
  ['re', regexModule],
  ['timezone', timezoneFunction],
]);

for (const name of regexModule.members.keys()) learnAttribute(name);

/** What Python has and an expression may not use: refused by name, so that the message can say so. */
const refused = new Set(
  `ArithmeticError AssertionError AttributeError BaseException BlockingIOError BrokenPipeError BufferError BytesWarning ChildProcessError
  ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError Ellipsis EncodingWarning
  EnvironmentError Exception FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning
  IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError
  NameError NotADirectoryError NotImplemented NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError
  ProcessLookupError RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError
  SyntaxWarning SystemError SystemExit TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError
  UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError aiter anext breakpoint bytearray classmethod compile
  complex copyright credits delattr dir eval exec exit getattr globals hasattr hash help id input issubclass license locals memoryview object
  open print property quit setattr staticmethod super vars random traceback sleep Utility Abstract print_function`
    .split(/\s+/)
    .filter((name) => name !== ''),
);

export function isRefusedName(name: string): boolean {
  return refused.has(name) || name.startsWith('__');
}
