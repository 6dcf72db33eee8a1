/** Spoken names of a unit, singular and plural. */
export type UnitName = { readonly one: string; readonly many: string };

const name = (one: string, many = `${one}s`): UnitName => ({ one, many });

/** Lengths that are squared or cubed, too. */
const lengths: Readonly<Record<string, UnitName>> = {
  km: name('kilometer'),
  m: name('meter'),
  dm: name('decimeter'),
  cm: name('centimeter'),
  mm: name('millimeter'),
  μm: name('micrometer'),
  um: name('micrometer'),
  nm: name('nanometer'),
  mi: name('mile'),
  yd: name('yard'),
  yds: name('yard'),
  ft: name('foot', 'feet'),
  inch: name('inch', 'inches'),
};

const others: Readonly<Record<string, UnitName>> = {
  kg: name('kilogram'),
  kgs: name('kilogram'),
  g: name('gram'),
  mg: name('milligram'),
  μg: name('microgram'),
  ug: name('microgram'),
  mcg: name('microgram'),
  lb: name('pound'),
  lbs: name('pound'),
  oz: name('ounce'),
  l: name('liter'),
  L: name('liter'),
  ml: name('milliliter'),
  mL: name('milliliter'),
  cl: name('centiliter'),
  dl: name('deciliter'),
  dL: name('deciliter'),
  gal: name('gallon'),
  pt: name('pint'),
  qt: name('quart'),
  tbsp: name('tablespoon'),
  tsp: name('teaspoon'),
  ha: name('hectare'),
  s: name('second'),
  sec: name('second'),
  secs: name('second'),
  ms: name('millisecond'),
  μs: name('microsecond'),
  us: name('microsecond'),
  ns: name('nanosecond'),
  min: name('minute'),
  mins: name('minute'),
  h: name('hour'),
  hr: name('hour'),
  hrs: name('hour'),
  wk: name('week'),
  wks: name('week'),
  mo: name('month'),
  mos: name('month'),
  yr: name('year'),
  yrs: name('year'),
  mph: name('mile per hour', 'miles per hour'),
  kph: name('kilometer per hour', 'kilometers per hour'),
  kmh: name('kilometer per hour', 'kilometers per hour'),
  mpg: name('mile per gallon', 'miles per gallon'),
  kt: name('knot'),
  kn: name('knot'),
  rpm: name('revolution per minute', 'revolutions per minute'),
  bpm: name('beat per minute', 'beats per minute'),
  fps: name('frame per second', 'frames per second'),
  Hz: name('hertz', 'hertz'),
  W: name('watt'),
  V: name('volt'),
  A: name('ampere'),
  mA: name('milliampere'),
  mAh: name('milliampere hour'),
  Ah: name('ampere hour'),
  Wh: name('watt hour'),
  mW: name('milliwatt'),
  mV: name('millivolt'),
  Ω: name('ohm'),
  J: name('joule'),
  N: name('newton'),
  Nm: name('newton meter'),
  Pa: name('pascal'),
  bar: name('bar'),
  mbar: name('millibar'),
  psi: name('pound per square inch', 'pounds per square inch'),
  atm: name('atmosphere'),
  cal: name('calorie'),
  kcal: name('kilocalorie'),
  hp: name('horsepower', 'horsepower'),
  dB: name('decibel'),
  lm: name('lumen'),
  lx: name('lux', 'lux'),
  cd: name('candela'),
  K: name('kelvin', 'kelvin'),
  mol: name('mole'),
  mmol: name('millimole'),
  cc: name('CC', 'CC'),
  px: name('pixel'),
  dpi: name('dot per inch', 'dots per inch'),
  ppi: name('pixel per inch', 'pixels per inch'),
  ppm: name('part per million', 'parts per million'),
  ppb: name('part per billion', 'parts per billion'),
  B: name('byte'),
  bit: name('bit'),
  bps: name('bit per second', 'bits per second'),
  '°C': name('degree Celsius', 'degrees Celsius'),
  '°F': name('degree Fahrenheit', 'degrees Fahrenheit'),
  '°K': name('kelvin', 'kelvin'),
  '°': name('degree'),
  º: name('degree'),
  'sq ft': name('square foot', 'square feet'),
  'sq mi': name('square mile'),
  'sq m': name('square meter'),
  'sq km': name('square kilometer'),
  'sq in': name('square inch', 'square inches'),
  sqft: name('square foot', 'square feet'),
  sqm: name('square meter'),
  'cu ft': name('cubic foot', 'cubic feet'),
  'fl oz': name('fluid ounce'),
  'sq. ft': name('square foot', 'square feet'),
  'sq. mi': name('square mile'),
  'sq. m': name('square meter'),
  'sq. km': name('square kilometer'),
  'sq. in': name('square inch', 'square inches'),
  'cu. ft': name('cubic foot', 'cubic feet'),
  'fl. oz': name('fluid ounce'),
};

/** Prefixes before what is counted in large numbers: `GHz`, `MB`, `Mbps`, `kWh`. */
const prefixes: Readonly<Record<string, string>> = {
  k: 'kilo',
  K: 'kilo',
  h: 'hecto',
  M: 'mega',
  G: 'giga',
  T: 'tera',
  P: 'peta',
};
const prefixed: Readonly<Record<string, readonly string[]>> = {
  Hz: ['k', 'K', 'M', 'G', 'T'],
  W: ['k', 'M', 'G', 'T'],
  Wh: ['k', 'M', 'G', 'T'],
  V: ['k', 'M'],
  J: ['k', 'M', 'G'],
  N: ['k', 'M'],
  Pa: ['k', 'h', 'M', 'G'],
  B: ['k', 'K', 'M', 'G', 'T', 'P'],
  bit: ['k', 'K', 'M', 'G', 'T'],
  bps: ['k', 'K', 'M', 'G', 'T'],
  Ω: ['k', 'M'],
};

const iec: Readonly<Record<string, UnitName>> = {
  KiB: name('kibibyte'),
  MiB: name('mebibyte'),
  GiB: name('gibibyte'),
  TiB: name('tebibyte'),
  kb: name('kilobit'),
  Kb: name('kilobit'),
  Mb: name('megabit'),
  Gb: name('gigabit'),
};

export const unitNames: ReadonlyMap<string, UnitName> = new Map([
  ...Object.entries(lengths),
  ...Object.entries(lengths).flatMap(([unit, { one, many }]) =>
    (
      [
        ['square', '²', '2', '^2'],
        ['cubic', '³', '3', '^3'],
      ] as const
    ).flatMap(([power, ...signs]) =>
      signs.map((sign) => [`${unit}${sign}`, name(`${power} ${one}`, `${power} ${many}`)] as const),
    ),
  ),
  ...Object.entries(others),
  ...Object.entries(iec),
  ...Object.entries(prefixed).flatMap(([unit, letters]) =>
    letters.map((letter) => {
      const { one, many } = others[unit]!;
      return [`${letter}${unit}`, name(prefixes[letter]! + one, prefixes[letter]! + many)] as const;
    }),
  ),
]);

/** Units whose letters may be written in another case, where no other unit has those: `GHZ`, `KM`, `mbps`. */
const anyCase: ReadonlyMap<string, UnitName> = new Map(
  [...unitNames].filter(([unit]) => unit.length > 1).map(([unit, said]) => [unit.toLowerCase(), said]),
);

export function unitNamed(written: string): UnitName | undefined {
  return unitNames.get(written) ?? anyCase.get(written.toLowerCase());
}
