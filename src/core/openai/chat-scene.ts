import type { VoiceAsk } from './speech-ask';

/**
 * System texts of the makers' own clients. The engine writes them itself, as the model was trained with them.
 */
const knownInstructions = [
  /generate audio following instruction\.?/gi,
  /you are an ai assistant designed to convert text into speech\.\s*if the user's message includes a \[speaker\*\] tag,[^\n]*using the specified voice\.\s*if no speaker tag is present, select a suitable voice on your own\./gi,
];
const sceneBlock = /<\|scene_desc_start\|>([\s\S]*?)<\|scene_desc_end\|>/g;
const describedSpeaker = /^\s*SPEAKER(\d+)\s*:\s*(\S.*)$/;

/**
 * The scene of system messages, and the voices that it describes line by line (`SPEAKER0: feminine`).
 * @param takesVoices false where recordings show the voices: then such lines stay in the scene.
 */
export function chatScene(
  system: string,
  takesVoices: boolean,
): { readonly text: string | null; readonly voices: readonly VoiceAsk[] } {
  const plain = knownInstructions.reduce(
    (text, known) => text.replace(known, ''),
    system.replace(sceneBlock, '\n$1\n'),
  );
  const lines = plain.split('\n').map((line) => line.trim());
  const described = takesVoices ? lines.map((line) => describedSpeaker.exec(line)) : [];
  const speakers = described.filter((match) => match !== null);
  const isWhole = speakers.length > 0 && speakers.every((match, index) => Number(match[1]) === index);
  const kept = isWhole ? lines.filter((_, index) => !described[index]) : lines;
  const text = kept.filter((line) => line !== '').join('\n');
  return {
    text: text === '' ? null : text,
    voices: isWhole && !isEngineOwn(speakers) ? speakers.map(voiceOf) : [],
  };
}

/** Feminine and masculine in turn is what the engine writes for speakers without voices. */
function isEngineOwn(speakers: readonly RegExpExecArray[]): boolean {
  return speakers.every((match, index) => match[2]!.trim() === (index % 2 === 0 ? 'feminine' : 'masculine'));
}

function voiceOf(match: RegExpExecArray): VoiceAsk {
  return { type: 'description', description: match[2]!.trim(), field: 'messages' };
}
