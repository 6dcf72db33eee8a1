import type { Manifest } from '../package/manifest';
import { promptFormat } from '../prompt/family-format';
import { speechProfile } from './profile-of';

/** Tags of events and controls that a model knows: its tokenizer has them, and its profile denies none of them. */
export function knownTags(manifest: Manifest, specialTokens: readonly string[]): readonly string[] {
  const { tags } = speechProfile(manifest);
  const known = promptFormat(manifest.spec.language.family).knownTags(specialTokens);
  return tags === 'all' ? known : known.filter((tag) => tags.includes(tag));
}
