/** Letters that are said one by one although the word could be pronounced, and words in spite of odd letters. */
const spelled = new Set(
  'vat ai un omg fyi tbd btw sms mms naacp ymca ucla isbn ieee icbm aarp iupac ipo isp usa uae eu uk us id tv pc dj mc vip ceo cfo cto coo hr pr fbi cia nsa dna rna hiv atm gps usb api url cpu gpu ui ux os irs ira eta aka diy faq rsvp suv abc nbc cbs bbc cnn mtv hbo nba nfl mlb nhl ncaa mit phd mba bsc adhd ocd iq eq sos aol ibm amd isis epa fda cdc nih who imf oecd eeg ekg ecg icu ac dc uv led lcd dvd ir iou bce ied ipa'.split(
    ' ',
  ),
);
const pronounced = new Set(
  'nasa nato unesco unicef opec aids laser radar scuba sonar fifa uefa ascii jpeg gif pin ram rom sim lan wan dos basic nasdaq osha swat covid sars mers wifi ikea nimby potus fema darpa captcha hipaa yolo fomo jpg mig bios raid soap ajax gnu naafi nafta asean aipac awol bafta cuda nemo zip'.split(
    ' ',
  ),
);

/** Short English words that people write in capitals to stress them. */
const shortWords = new Set(
  'a an as at be by do go he hi if in is it me my no of oh ok on or so to up we all and any are ask bad bag bed big boy bus but buy can car cat cup cut day did dog dry due eat egg end eye far few fly for fun get god got gun guy had has hat her hey him his hot how ice ill its job joy key kid law leg let lie lot low mad man map may men mom dad mud net new nor not now odd off oil old one our out own pay pen pet put raw red rid run sad sat saw say sea see set she shy sit six sky son sun tax tea ten the tie tip too top toy try two use war was way web wet why win won yes yet you zoo act add age ago aid air arm art ate bar box cry die ear era fat fit fix gas hit hug ink jam lay lap leg mix mop nap nut pan pig pop pot rat row rub sin sip sob tap van via wax act cop fee fan fog gap gum gym hen hip hop hut jar jaw jet jug kit lad lid lip log mat mob mug nod oak oat pad par paw pea peg pie pit ply pod pub pup rag ram rap ray rib rim rip rob rod rot rug sap sew ski sly spy sum tab tag tan tar toe ton tow tub tug urn vow wag web wig wit yak zip god'.split(
    ' ',
  ),
);

const firstClusters =
  /^(?:[bcfgkp]l|[bcdfgkptw]r|s[cklmnpqtw]|s(?:cr|pl|pr|tr|ch)|[cdgkst]w|[cgpstw]h|th[rw]|shr|sch|kn|gn|wr|ps|qu|ph[lr]|[bcdfghjklmnpqrstvwxyz])?[aeiouy]/;
const lastClusters =
  /[aeiouy](?:[bcdfgklmnprstvwxyz]|[bdfglmnprstzc]{2}|ck|ct|[lmnrs]p|[lmnrs]t|[lnr][cdgk]|r[lmn]|[cgpst]h|ng|nk|ngs|nks|rst|rth|nth|nch|rch|tch|ght|mph|lfth?|lf|lm|pt|ft|sk|sks|xt|sh|[a-z]s)?$/;

/** Whether an English reader would say the letters as a word. */
export function isPronounceable(letters: string): boolean {
  const word = letters.toLowerCase();
  if (pronounced.has(word)) return true;
  if (spelled.has(word)) return false;
  if (word.length <= 3) return shortWords.has(word);
  if (!/[aeiouy]/.test(word) || /[bcdfghjklmnpqrstvwxz]{5}|[aeiouy]{4}|q(?!u)/.test(word)) return false;
  return firstClusters.test(word)
    ? lastClusters.test(word) || /[aeiouy]$/.test(word)
    : /^[aeiouy]/.test(word) && lastClusters.test(word);
}

/** Whether the letters are known to be said one by one, in a text where every word is in capitals as well. */
export function isAlwaysSpelled(letters: string): boolean {
  const word = letters.toLowerCase();
  return (
    (spelled.has(word) && !/^(?:us|who|it|pin|led|id|ad|un|ai|er|mit)$/.test(word)) || !/[aeiouy]/.test(word)
  );
}

/** `FBI` → F B I. */
export function lettersApart(letters: string): string {
  return Array.from(letters.toUpperCase()).join(' ');
}

/** Part of an address: letters without a vowel become capitals, which a voice says one by one. */
export function spelledLetters(letters: string): string {
  return /[aeiouy]/i.test(letters) || letters.length > 5 ? letters : letters.toUpperCase();
}
