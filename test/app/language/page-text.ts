import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';

type Node = { readonly type: string; readonly start: number; readonly [field: string]: unknown };

export type PageText = {
  /** Templates that are given to a tag of the catalogue, with {0}, {1} … for their values. */
  readonly templates: readonly string[];
  /** Text that is shown without a tag: `file:line text`. */
  readonly untagged: readonly string[];
  /** Messages of failures without a tag, which stay English: `file:line text`. */
  readonly plainFailures: readonly string[];
};

const tags = new Set(['t', 'say', 'rich']);
const shownAttributes = new Set(['label', 'hint', 'title', 'placeholder', 'summary', 'problem', 'alt']);
const isShown = (name: string) =>
  shownAttributes.has(name) || /^aria-(label|description|valuetext)$/.test(name);
const hasWord = (text: string) => /\p{L}/u.test(text);
/** Several words with values between them are hardly anything else. */
const hasSentence = (text: string) => /\p{Ll}{2} \p{Ll}{2}/u.test(text);

/** Reads what the source files of a folder show, from their syntax trees. */
export function readPageText(folder: string): PageText {
  const templates = new Set<string>();
  const untagged: string[] = [];
  const plainFailures: string[] = [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const path of names.map((name) => join(folder, name)).filter((one) => /(?<!\.d)\.tsx?$/.test(one))) {
    const code = readFileSync(path, 'utf8');
    const into =
      (list: string[]) =>
      ({ start }: Node, text: string) =>
        void list.push(`${path}:${code.slice(0, start).split('\n').length} ${text.trim()}`);
    const note = into(untagged);
    const tagged = new Set<unknown>();
    visit(parseSync(path, code).program as unknown as Node, (node) => {
      if (node.type === 'TaggedTemplateExpression' && tags.has((node.tag as { name?: string }).name ?? ''))
        templates.add(templateOf(node.quasi as Node));
      const message = messageOfFailure(node);
      if (message) noteBare(message, into(plainFailures));
      if (node.type === 'TaggedTemplateExpression') tagged.add(node.quasi);
      if (node.type === 'TemplateLiteral' && !tagged.has(node) && hasSentence(templateOf(node)))
        note(node, templateOf(node));
      if (node.type === 'JSXText' && hasWord(node.value as string)) note(node, node.value as string);
      if (node.type === 'JSXAttribute') {
        const name = (node.name as { name: unknown }).name;
        if (typeof name === 'string' && isShown(name)) noteBare(node.value as Node | null, note);
      }
      if (node.type === 'JSXExpressionContainer' && node.isChild) noteBare(node.expression as Node, note);
    });
  }
  return { templates: [...templates], untagged, plainFailures };
}

function templateOf({ quasis }: Node): string {
  const parts = (quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
  return parts.reduce((text, part, index) => `${text}{${index - 1}}${part}`);
}

/** The words that a failure is made of: `fail(kind, words)`, `failureOf(kind, words)`, `{ kind, message }`, `{ kind, sentence }`. */
function messageOfFailure(node: Node): Node | null {
  if (node.type === 'CallExpression' && /^fail(ureOf)?$/.test((node.callee as { name?: string }).name ?? ''))
    return (node.arguments as Node[])[1] ?? null;
  if (node.type !== 'ObjectExpression') return null;
  const valueAt = (name: string) =>
    (node.properties as { key?: { name?: string }; value?: Node }[]).find(({ key }) => key?.name === name)
      ?.value;
  const unforeseen = valueAt('sentence')?.body as Node | undefined;
  return valueAt('kind') ? (valueAt('message') ?? unforeseen ?? null) : null;
}

/** Texts that an expression may give, where they stand in it: also behind `?:`, `&&` and `??`. */
function noteBare(node: Node | null, note: (node: Node, text: string) => void): void {
  if (!node) return;
  if (node.type === 'Literal' && typeof node.value === 'string' && hasWord(node.value))
    note(node, node.value);
  if (node.type === 'TemplateLiteral' && hasWord(templateOf(node))) note(node, templateOf(node));
  for (const field of ['expression', 'consequent', 'alternate', 'right']) {
    const inner = node[field] as Node | null | undefined;
    if (inner && /Literal|ConditionalExpression|LogicalExpression|JSXExpressionContainer/.test(inner.type))
      noteBare(inner, note);
  }
}

function visit(node: Node, meet: (node: Node) => void): void {
  meet(node);
  for (const [field, value] of Object.entries(node)) {
    const inner = Array.isArray(value) ? value : [value];
    for (const one of inner)
      if (one && typeof one === 'object' && typeof (one as Node).type === 'string')
        visit(field === 'children' ? { ...(one as Node), isChild: true } : (one as Node), meet);
  }
}
