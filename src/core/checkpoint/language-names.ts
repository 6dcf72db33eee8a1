import type { LanguageLayout } from '../model/parse-language-spec';

/**
 * Hugging Face name of a language-model tensor → its name in the files of the given layout.
 * The layouts differ in names only. Source: higgs-audio.md A.5.
 */
export function languageFileName(layout: LanguageLayout): (huggingFaceName: string) => string {
  if (layout === 'hugging-face') return (name) => name;
  return (name) => firstRelease[name] ?? name.replace(/^model\./, '');
}

const firstRelease: Readonly<Record<string, string>> = {
  'model.embed_audio_tokens.embed_audio_tokens.weight': 'audio_codebook_embeddings.weight',
  'audio_lm_head.weight': 'audio_decoder_proj.audio_lm_head.weight',
};
