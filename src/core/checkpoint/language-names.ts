import type { LanguageLayout } from '../model/parse-language-spec';

/**
 * Hugging Face name of a language-model tensor → its name in the files of the given layout. The layouts of
 * V2 differ in names only; V3 has tensors of its own kind besides. Source: higgs-audio.md A.5, H.3.
 */
export function languageFileName(layout: LanguageLayout): (huggingFaceName: string) => string {
  if (layout === 'hugging-face') return (name) => name;
  if (layout === 'third-release') return (name) => thirdRelease[name] ?? name.replace(/^model\./, 'body.');
  if (layout === 'mlx-third-release')
    return (name) => mlxThird[name] ?? name.replace(/^model\./, 'backbone.');
  return (name) => firstRelease[name] ?? name.replace(/^model\./, '');
}

const firstRelease: Readonly<Record<string, string>> = {
  'model.embed_audio_tokens.embed_audio_tokens.weight': 'audio_codebook_embeddings.weight',
  'audio_lm_head.weight': 'audio_decoder_proj.audio_lm_head.weight',
};

const thirdRelease: Readonly<Record<string, string>> = {
  'model.embed_tokens.weight': 'tied.embedding.text_embedding.weight',
  'model.embed_audio_tokens.embed_audio_tokens.weight':
    'tied.embedding.modality_embeddings.0.embedding.weight',
};

const mlxThird: Readonly<Record<string, string>> = {
  'model.embed_audio_tokens.embed_audio_tokens.weight': 'multimodal_embedding.weight',
};

/** The third release has the codec in the same files, under its Hugging Face names behind this. */
export const embeddedCodecPrefix = 'tied.embedding.modality_embeddings.0.model.';
