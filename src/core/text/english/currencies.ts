/** Spoken names of a currency, and of its hundredth part where one is used. */
export type Currency = {
  readonly one: string;
  readonly many: string;
  readonly cent?: string;
  readonly cents?: string;
};

const inCents = (one: string, many = `${one}s`): Currency => ({ one, many, cent: 'cent', cents: 'cents' });
const whole = (one: string, many = one): Currency => ({ one, many });

const dollar = inCents('dollar');
const pound: Currency = { one: 'pound', many: 'pounds', cent: 'penny', cents: 'pence' };
const euro = inCents('euro');
const rupee: Currency = { one: 'rupee', many: 'rupees', cent: 'paisa', cents: 'paise' };
const ruble: Currency = { one: 'ruble', many: 'rubles', cent: 'kopeck', cents: 'kopecks' };
const franc: Currency = { one: 'Swiss franc', many: 'Swiss francs', cent: 'centime', cents: 'centimes' };
const krona = (land: string, many: string) => whole(`${land} krona`, `${land} ${many}`);

/** Signs before the amount; longer ones come first in the search. */
export const currencySigns: Readonly<Record<string, Currency>> = {
  US$: inCents('US dollar'),
  $US: inCents('US dollar'),
  USD$: inCents('US dollar'),
  CA$: inCents('Canadian dollar'),
  C$: inCents('Canadian dollar'),
  CAD$: inCents('Canadian dollar'),
  AU$: inCents('Australian dollar'),
  A$: inCents('Australian dollar'),
  NZ$: inCents('New Zealand dollar'),
  HK$: inCents('Hong Kong dollar'),
  S$: inCents('Singapore dollar'),
  NT$: inCents('New Taiwan dollar'),
  R$: whole('real', 'reais'),
  MX$: inCents('Mexican peso'),
  kr: whole('krona', 'kronor'),
  'Rs.': rupee,
  Rs: rupee,
  $: dollar,
  '£': pound,
  '€': euro,
  '¥': whole('yen'),
  '₩': whole('won'),
  '₹': rupee,
  '₨': rupee,
  '₽': ruble,
  '₺': whole('lira'),
  '₪': whole('shekel', 'shekels'),
  '₫': whole('dong'),
  '฿': whole('baht'),
  '₴': whole('hryvnia', 'hryvnias'),
  '₦': whole('naira'),
  '₱': whole('peso', 'pesos'),
  '₿': whole('bitcoin', 'bitcoins'),
  '₡': whole('colón', 'colones'),
  '₲': whole('guarani', 'guaranies'),
  '₵': whole('cedi', 'cedis'),
  '₸': whole('tenge'),
  '₼': whole('manat'),
  '₾': whole('lari'),
  '₮': whole('tugrik'),
  '₭': whole('kip'),
};

/** Codes before or after the amount. Source: ISO 4217. */
export const currencyCodes: Readonly<Record<string, Currency>> = {
  USD: inCents('US dollar'),
  EUR: euro,
  GBP: { ...pound, one: 'British pound', many: 'British pounds' },
  JPY: whole('Japanese yen'),
  CNY: whole('Chinese yuan'),
  RMB: whole('renminbi'),
  CHF: franc,
  INR: { ...rupee, one: 'Indian rupee', many: 'Indian rupees' },
  KRW: whole('Korean won'),
  CAD: inCents('Canadian dollar'),
  AUD: inCents('Australian dollar'),
  NZD: inCents('New Zealand dollar'),
  HKD: inCents('Hong Kong dollar'),
  SGD: inCents('Singapore dollar'),
  SEK: krona('Swedish', 'kronor'),
  NOK: whole('Norwegian krone', 'Norwegian kroner'),
  DKK: whole('Danish krone', 'Danish kroner'),
  kr: whole('krona', 'kronor'),
  RUB: ruble,
  TRY: whole('Turkish lira'),
  BRL: whole('Brazilian real', 'Brazilian reais'),
  MXN: whole('Mexican peso', 'Mexican pesos'),
  ZAR: whole('South African rand'),
  PLN: whole('zloty'),
  CZK: whole('Czech koruna', 'Czech korunas'),
  HUF: whole('Hungarian forint'),
  THB: whole('Thai baht'),
  ILS: whole('Israeli shekel', 'Israeli shekels'),
  AED: whole('dirham', 'dirhams'),
  SAR: whole('Saudi riyal', 'Saudi riyals'),
  BTC: whole('bitcoin', 'bitcoins'),
};
