/** Where invented buyers live. Names carry the letters that break careless code: umlauts, Han, kana, apostrophes, accents. */
export interface Place {
  countryCode: string;
  country: string;
  province: string | null;
  provinceCode: string | null;
  city: string;
  zip: string;
  street: string;
  isNumberLast: boolean;
  phone: string;
  locale: string;
  currency: string;
  isTaxIncluded: boolean;
  /** In millionths. */
  taxes: readonly { title: string; ppm: bigint }[];
  people: readonly [readonly [string, string], ...(readonly [string, string])[]];
}

const AUSTIN: Place = {
  countryCode: 'US', country: 'United States', province: 'Texas', provinceCode: 'TX', city: 'Austin', zip: '78704', street: 'Barton Springs Rd',
  isNumberLast: false, phone: '+15125550', locale: 'en-US', currency: 'USD', isTaxIncluded: false,
  taxes: [{ title: 'Texas State Tax', ppm: 62_500n }, { title: 'Austin City Tax', ppm: 20_000n }],
  people: [['Maya', 'Ortiz'], ['Liam', "O'Hara"], ['Ava', 'Brooks-Kim']],
};

export const PLACES: readonly [Place, ...Place[]] = [
  AUSTIN,
  {
    ...AUSTIN, province: 'Oregon', provinceCode: 'OR', city: 'Portland', zip: '97214', street: 'SE Hawthorne Blvd', phone: '+15035550', taxes: [],
    people: [['Noah', 'Fields'], ['Zoë', 'Carver']],
  },
  {
    countryCode: 'CA', country: 'Canada', province: 'Quebec', provinceCode: 'QC', city: 'Montréal', zip: 'H2X 1Y4', street: 'Rue Saint-Denis',
    isNumberLast: false, phone: '+15145550', locale: 'fr-CA', currency: 'CAD', isTaxIncluded: false,
    taxes: [{ title: 'GST', ppm: 50_000n }, { title: 'QST', ppm: 99_750n }],
    people: [['Élodie', 'Gagné'], ['Étienne', "L'Écuyer"]],
  },
  {
    countryCode: 'DE', country: 'Germany', province: null, provinceCode: null, city: 'München', zip: '80331', street: 'Blumenstraße',
    isNumberLast: true, phone: '+4989550', locale: 'de-DE', currency: 'EUR', isTaxIncluded: true, taxes: [{ title: 'MwSt', ppm: 190_000n }],
    people: [['Jürgen', 'Weiß'], ['Käthe', 'Größl']],
  },
  {
    countryCode: 'GB', country: 'United Kingdom', province: 'England', provinceCode: 'ENG', city: 'London', zip: 'E8 4QN', street: 'Broadway Market',
    isNumberLast: false, phone: '+4420755', locale: 'en-GB', currency: 'GBP', isTaxIncluded: true, taxes: [{ title: 'VAT', ppm: 200_000n }],
    people: [['Siân', 'Hughes'], ['Oliver', 'Smythe']],
  },
  {
    countryCode: 'CN', country: 'China', province: 'Shanghai', provinceCode: 'SH', city: '上海市', zip: '200040', street: '南京西路',
    isNumberLast: true, phone: '+8613855', locale: 'zh-CN', currency: 'CNY', isTaxIncluded: true, taxes: [{ title: '增值税', ppm: 130_000n }],
    people: [['三', '张'], ['小红', '王']],
  },
  {
    countryCode: 'JP', country: 'Japan', province: 'Tōkyō', provinceCode: 'JP-13', city: '渋谷区', zip: '150-0002', street: '渋谷',
    isNumberLast: true, phone: '+8190555', locale: 'ja-JP', currency: 'JPY', isTaxIncluded: true, taxes: [{ title: '消費税', ppm: 100_000n }],
    people: [['さくら', '高橋'], ['健', '渡辺']],
  },
];

/** Han and kana names are written family name first, without a space. */
export function fullName([first, last]: readonly [string, string]): string {
  return /[\u3040-\u30ff\u4e00-\u9fff]/.test(last) ? `${last}${first}` : `${first} ${last}`;
}

/** What one US dollar buys, in millionths: good enough to make shop money and presentment money differ. */
const PER_DOLLAR: Record<string, bigint> = {
  USD: 1_000_000n, CAD: 1_372_000n, EUR: 918_000n, GBP: 786_000n, CNY: 7_182_000n, JPY: 151_340_000n,
};

export function rateBetween(from: string, to: string): { numerator: bigint; denominator: bigint } | undefined {
  const [numerator, denominator] = [PER_DOLLAR[to], PER_DOLLAR[from]];
  return numerator === undefined || denominator === undefined ? undefined : { numerator, denominator };
}
