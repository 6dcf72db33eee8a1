/** Plain words of one to three syllables, as the bundled voice learnt them. */
const sentences = [
  'The bridge is closed today, so take the other road.',
  'The sun rises in the east and sets in the west.',
  'My brother keeps three brown dogs and a very old cat.',
  'Please put the bread on the table and close the window.',
  'The river is long, and the water is cold in the morning.',
  'She found a small blue stone under the garden wall.',
  'We walked to the village and came back before the rain.',
  'The children sang a song that their mother had taught them.',
  'Nobody knew why the clock in the hall had stopped.',
  'In winter the lake is white, and the boats stay at home.',
  'He wrote a letter to his friend and never sent it.',
  'The train was late, but the station was warm and quiet.',
];
/** Speed of the bundled voice, pauses included, as measured. */
const CHARACTERS_PER_SECOND = 16;

/** @returns paragraphs of five sentences that take about so many minutes to say. */
export function longText(minutes: number): string {
  const paragraphs: string[] = [];
  let length = 0;
  for (let next = 0; length < minutes * 60 * CHARACTERS_PER_SECOND; next += 5) {
    const five = Array.from({ length: 5 }, (_, i) => sentences[(next + i) % sentences.length]!);
    paragraphs.push(five.join(' '));
    length += paragraphs.at(-1)!.length + 2;
  }
  return paragraphs.join('\n\n');
}
