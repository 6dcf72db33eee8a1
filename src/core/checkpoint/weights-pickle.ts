import { fail, quoted } from '../failure';
import { type Sentence, say } from '../sentence';

/** Arguments of PyTorch's `_rebuild_tensor_v2` for one tensor. */
export type PickledTensor = {
  readonly kind: 'tensor';
  /** Class of the storage, e.g. `FloatStorage`. */
  readonly storageType: string;
  /** Name of the storage in the archive's `data` folder. */
  readonly storageKey: string;
  /** Offset in elements. */
  readonly offset: number;
  readonly dims: readonly number[];
  readonly strides: readonly number[];
};

type Global = { readonly kind: 'global'; readonly name: string };
type Storage = { readonly kind: 'storage'; readonly type: string; readonly key: string };
type Value =
  | null
  | boolean
  | number
  | string
  | Value[]
  | Map<string, Value>
  | Global
  | Storage
  | PickledTensor;

/** Globals that a plain dict of tensors may name. None is ever called: a pickle is data here. */
const allowedGlobals = /^(torch \w+Storage|torch\._utils _rebuild_tensor_v2|collections OrderedDict)$/;
const MAX_STACK = 1_000_000;
/** See safetensors-header.ts. */
const MAX_DIMS = 8;
const MAX_TENSORS = 65_536;
const stackMark = Symbol('mark');

/**
 * Reads the pickle of a flat dict of tensors, in the protocol 2 that torch.save writes, and nothing else: a
 * machine of two dozen instructions that can build texts, numbers, lists, dicts and tensor descriptions.
 * Source: Python's pickletools, opcodes of protocol 2.
 * @throws FailureError 'bad-checkpoint' when it holds anything else.
 */
export function readWeightsPickle(bytes: Uint8Array, file: string): ReadonlyMap<string, PickledTensor> {
  const result = new PickleMachine(bytes, file).run();
  if (!(result instanceof Map)) return refuse(file, say`holds no dict of tensors`);
  if (result.size > MAX_TENSORS)
    return refuse(file, say`claims ${result.size} tensors, more than ${MAX_TENSORS}`);
  const tensors = new Map<string, PickledTensor>();
  for (const [name, value] of result) {
    if (!isKind(value, 'tensor')) return refuse(file, say`holds more than a flat dict of tensors`);
    tensors.set(name, value);
  }
  return tensors;
}

class PickleMachine {
  readonly #view: DataView;
  #at = 0;
  readonly #stack: (Value | typeof stackMark)[] = [];
  readonly #memo = new Map<number, Value>();

  readonly #bytes: Uint8Array;
  readonly #file: string;

  constructor(bytes: Uint8Array, file: string) {
    this.#bytes = bytes;
    this.#file = file;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): Value {
    if (this.#byte() !== 0x80 || this.#byte() !== 2) return this.#refuse(say`is not of pickle protocol 2`);
    for (;;) {
      const opcode = this.#byte();
      if (opcode === 0x2e /* STOP */) return this.#pop();
      const value = this.#execute(opcode);
      if (value !== undefined) this.#stack.push(value);
      if (this.#stack.length > MAX_STACK) this.#refuse(say`is absurdly deep`);
    }
  }

  /** @returns what the instruction leaves on the stack, or undefined for nothing. */
  #execute(opcode: number): Value | undefined {
    switch (String.fromCharCode(opcode)) {
      case '}': // EMPTY_DICT
        return new Map();
      case ']': // EMPTY_LIST
      case ')': // EMPTY_TUPLE
        return [];
      case '(':
        this.#stack.push(stackMark);
        return undefined;
      case 't': // TUPLE
        return this.#popToMark();
      case '\x85': // TUPLE1 … TUPLE3
      case '\x86':
      case '\x87':
        return this.#popCount(opcode - 0x84);
      case 'q': // BINPUT
        this.#memo.set(this.#byte(), this.#top());
        return undefined;
      case 'r': // LONG_BINPUT
        this.#memo.set(this.#word(), this.#top());
        return undefined;
      case 'h': // BINGET
        return this.#recall(this.#byte());
      case 'j': // LONG_BINGET
        return this.#recall(this.#word());
      case 'K': // BININT1
        return this.#byte();
      case 'M': // BININT2
        return this.#byte() | (this.#byte() << 8);
      case 'J': // BININT, signed
        return this.#word() | 0;
      case '\x8a': // LONG1
        return this.#long(this.#byte());
      case 'X': // BINUNICODE
        return this.#text(this.#word());
      case 'N':
        return null;
      case '\x88': // NEWTRUE
        return true;
      case '\x89': // NEWFALSE
        return false;
      case 'c': // GLOBAL
        return this.#global();
      case 'Q': // BINPERSID
        return this.#storage(this.#pop());
      case 'R': // REDUCE
        return this.#reduce(this.#pop(), this.#pop());
      case 's': // SETITEM
        this.#setItems(this.#popCount(2));
        return undefined;
      case 'u': // SETITEMS
        this.#setItems(this.#popToMark());
        return undefined;
      case 'b': // BUILD: the _metadata that a module's state dict has
        this.#pop();
        return undefined;
      default:
        return this.#refuse(say`holds the instruction 0x${opcode.toString(16)}, which weights do not need`);
    }
  }

  #setItems(items: Value[]): void {
    const dict = this.#top();
    if (!(dict instanceof Map) || items.length % 2 !== 0) this.#refuse(say`is damaged`);
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i]!;
      if (typeof key !== 'string') this.#refuse(say`holds a dict with a key that is no text`);
      if (dict.has(key)) this.#refuse(say`names ${quoted(key)} twice`);
      dict.set(key, items[i + 1]!);
    }
  }

  #global(): Global {
    const name = `${this.#line()} ${this.#line()}`;
    if (!allowedGlobals.test(name)) {
      return this.#refuse(
        say`names ${quoted(name)}, which is code and not weights; it is not run. Do not trust this file`,
      );
    }
    return { kind: 'global', name };
  }

  /** ('storage', class, key, device, element count). */
  #storage(id: Value): Storage {
    if (!Array.isArray(id)) return this.#refuse(say`is damaged`);
    const [word, type, key] = id;
    if (word !== 'storage' || !isKind(type, 'global') || typeof key !== 'string')
      return this.#refuse(say`is damaged`);
    return { kind: 'storage', type: type.name.replace('torch ', ''), key };
  }

  #reduce(args: Value, callee: Value): Value {
    if (!isKind(callee, 'global') || !Array.isArray(args)) return this.#refuse(say`is damaged`);
    if (callee.name === 'collections OrderedDict') return new Map();
    const [storage, offset, dims, strides] = args;
    const isCounts = (value: Value | undefined): value is number[] =>
      Array.isArray(value) &&
      value.length <= MAX_DIMS &&
      value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0);
    if (callee.name !== 'torch._utils _rebuild_tensor_v2' || !isKind(storage, 'storage')) {
      return this.#refuse(say`builds something else than tensors`);
    }
    if (!isCounts([offset!]) || !isCounts(dims) || !isCounts(strides) || dims.length !== strides.length) {
      return this.#refuse(say`describes an impossible tensor`);
    }
    return {
      kind: 'tensor',
      storageType: storage.type,
      storageKey: storage.key,
      offset: offset as number,
      dims,
      strides,
    };
  }

  #pop(): Value {
    const value = this.#stack.pop();
    return value === undefined || value === stackMark ? this.#refuse(say`is damaged`) : value;
  }

  #top(): Value {
    const value = this.#stack.at(-1);
    return value === undefined || value === stackMark ? this.#refuse(say`is damaged`) : value;
  }

  #popCount(count: number): Value[] {
    return Array.from({ length: count }, () => this.#pop()).reverse();
  }

  #popToMark(): Value[] {
    const mark = this.#stack.lastIndexOf(stackMark);
    if (mark < 0) return this.#refuse(say`is damaged`);
    return this.#stack.splice(mark).slice(1) as Value[];
  }

  #recall(slot: number): Value {
    const value = this.#memo.get(slot);
    return value === undefined ? this.#refuse(say`is damaged`) : value;
  }

  #byte(): number {
    return this.#bytes[this.#at++] ?? this.#refuse(say`is cut off`);
  }

  #word(): number {
    if (this.#at + 4 > this.#bytes.length) return this.#refuse(say`is cut off`);
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }

  #long(byteLength: number): number {
    let value = 0n;
    for (let i = 0; i < byteLength; i++) value |= BigInt(this.#byte()) << BigInt(8 * i);
    return Number(BigInt.asIntN(8 * byteLength, value));
  }

  #text(byteLength: number): string {
    const end = this.#at + byteLength;
    if (end > this.#bytes.length) return this.#refuse(say`is cut off`);
    const text = new TextDecoder().decode(this.#bytes.subarray(this.#at, end));
    this.#at = end;
    return text;
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) return this.#refuse(say`is cut off`);
    const line = this.#text(end - this.#at);
    this.#at = end + 1;
    return line;
  }

  #refuse(reason: Sentence): never {
    return refuse(this.#file, reason);
  }
}

function isKind<K extends 'global' | 'storage' | 'tensor'>(
  value: Value | undefined,
  kind: K,
): value is Extract<Value, { readonly kind: K }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

function refuse(file: string, reason: Sentence): never {
  return fail('bad-checkpoint', say`The pickle inside ${file} ${reason}.`, { file });
}
