/** Words in capitals that open a sentence far more often than they are a name. */
const starters =
  /^\s+["'(]?(?:The|A|An|He|She|It|They|We|You|I|In|On|At|But|And|Or|So|If|When|Then|There|This|That|These|Those|As|After|Before|For|From|His|Her|Its|Their|Our|My|Your|What|Who|Why|How|Where|Some|Many|Most|All|No|Not|Now|One|Two|Yes|Please|Let|Do|Does|Is|Are|Was|With|By|To|Of|Since|While|Although|Because|However|Today|Tomorrow|Yesterday|Next|Here|Both|Each|Every|Only|Even|Just|Still|Later|Once)(?![\p{L}])/u;

/** Whether a full stop before `at` ends a sentence: the text or the line ends there, or a usual first word follows. */
export function endsSentenceAt(text: string, at: number): boolean {
  const after = text.slice(at, at + 20);
  return /^["')\]]*(?:\s*$|[ \t]*\n)/.test(after) || starters.test(after);
}

/** Whether a sentence may end before `at`: any capital may follow. */
export function mayEndSentenceAt(text: string, at: number): boolean {
  return /^["')\]]*(?:\s*$|[ \t]*\n|\s+["'(]?[\p{Lu}\p{N}])/u.test(text.slice(at, at + 6));
}
