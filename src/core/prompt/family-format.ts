import type { ModelFamily } from '../model/model-spec';
import { chatFormat } from './chat-format';
import { flatFormat } from './flat-format';
import type { PromptFormat } from './prompt-format';

export function promptFormat(family: ModelFamily): PromptFormat {
  return family === 'higgs-audio-v3' ? flatFormat : chatFormat;
}
