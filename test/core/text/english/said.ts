import { saidText } from '../../../../src/core/text/said-text';

/** What is said with every usual rule. */
export function said(written: string): string {
  return saidText(written, { language: 'en', rules: 'all', pronunciations: [] }).text;
}
