/** Roles that a column can have. */
export const readingRoles = [
  'cost',
  'date',
  'service',
  'account',
  'accountName',
  'region',
  'usageType',
  'resource',
  'tags',
  'kind',
  'currency',
] as const;
/** One of {@link readingRoles}. */
export type ReadingRole = (typeof readingRoles)[number];

/** A name as words in lower case: `totalCost_USD` is total, cost, usd. */
export function wordsOfName(name: string): string[] {
  return name
    .slice(0, 200)
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}$€£¥₹%#]+/u)
    .filter((word) => word !== '');
}

const COST =
  /^(?:costs?|amounts?|spend|spending|spent|charges?|charged|billed|kosten|betrag|gesamtbetrag|gesamtkosten|coûts?|couts?|montant|costos?|costes?|importe|costo|importo|valor|custos?|kosztem|koszt|bedrag|料金|金額|费用|金额|fees?|price|preis|prix|precio|expense|expenses|usd|eur|gbp|\$|€|£)$/;

/** Whether a name speaks of money. */
export function costWord(name: string): boolean {
  return wordsOfName(name).some((word) => COST.test(word));
}

/** What words of a name say about its being the cost: points, and why. */
const costPoints: readonly (readonly [pattern: RegExp, points: number])[] = [
  // Words of Chinese and Japanese stand without blanks between them.
  [/^(?:应付|实付|お?支払|請求)(?:金额|金額|费用|額)?/, 48],
  [/^(?:原价|目录价|定価)/, 8],
  [/优惠|抵扣|代金券|割引|折扣/, -16],
  [/.(?:金额|金額|费用|費用|料金)$/, 34],
  [/^(?:costs?|kosten|coûts?|couts?|costos?|costes?|costo|custos?|koszt|料金|费用)$/, 40],
  [/^(?:amounts?|betrag|gesamtbetrag|gesamtkosten|montant|importe|importo|valor|bedrag|金額|金额)$/, 34],
  [/^(?:spend|spending|spent|charges?|charged|billed|expenses?)$/, 32],
  [/^(?:totals?|gesamt|summe|net|netto|invoiced?|payable|due)$/, 8],
  [/^(?:usd|eur|gbp|jpy|cny|inr|chf|\$|€|£|¥|₹)$/, 22],
  [/^(?:fees?|prices?|preis|prix|precio)$/, 12],
  [/^(?:unblended|actual|pretax|billing|daily|monthly|impact|extended|final)$/, 5],
  [/^(?:blended|amortized|effective|contracted|gross|brutto)$/, -4],
  [/^(?:list|demand|ondemand|public|retail|catalog|market|original|before)$/, -14],
  [/^(?:tax|taxes|vat|mwst|steuer|discounts?|credits?|savings?|refunds?|rebate)$/, -16],
  [
    /^(?:expected|forecast|forecasted|budget|budgeted|planned|estimated?|previous|prior|last|target|average|avg|mean|max|min|baseline|threshold|limit|delta|change|difference|diff|variance|cumulative|running|ytd|mtd)$/,
    -28,
  ],
  [/^(?:year|month|week|day)$/, -25],
  [/^(?:input|output|cache|cached|read|reads|write|writes|prompt|completion|reasoning)$/, -30],
  [
    /^(?:unit|units|rate|rates|per|hourly|each|multiplier|factor|weight|einzelpreis|stückpreis|单价|単価)$/,
    -45,
  ],
  [
    /^(?:id|ids|number|no|nr|count|counts|quantity|qty|menge|anzahl|hours?|hrs|minutes|seconds|tokens?|requests?|calls?|bytes|gb|tb|mb|index|row|version|zip|code|cent(?:er|re)|kostenstelle|account|percent|percentage|pct|%|share|ratio|usage|consumed|score|rank|line|key)$/,
    -50,
  ],
];

/** The points that a name gives a column for being the cost. */
export function costNamePoints(name: string): number {
  // The word line is a number's elsewhere; a line item is what a bill is made of.
  // An amount in a currency is money, whatever it counts.
  const words = wordsOfName(
    name.replace(/line[_ ]?items?/i, ' ').replace(/\w+[_ ]in[_ ]currency\b/i, 'amount'),
  );
  const given = words.map((word) => costPoints.find(([pattern]) => pattern.test(word))?.[1] ?? 0);
  // A second word for money says no more than the first: "billed cost", "cost (USD)".
  const [best = 0] = given.filter((points) => points > 0).toSorted((one, other) => other - one);
  const more = given.filter((points) => points > 0 && points < 20).reduce((sum, points) => sum + points, 0);
  const less = given.filter((points) => points < 0).reduce((sum, points) => sum + points, 0);
  const penalty = Math.max(less, -80);
  return best + (best >= 20 ? more : 0) + penalty;
}

/** What words of a name say about its being the day of a charge. */
const datePoints: readonly (readonly [pattern: RegExp, points: number])[] = [
  [/^(?:date|day|datum|tag|fecha|data|jour|dia|日付|日期)$/, 30],
  [/^(?:time|timestamp|datetime|when|zeit|uhrzeit|heure|hora)$/, 26],
  [/^(?:start|started|from|begin|beginning|von|usage|charge|consumed|interval)$/, 12],
  [/^(?:month|monat|mois|mes|period|periode|zeitraum|week)$/, 14],
  [/^(?:booked|posted|transaction|billed)$/, 4],
  [/^(?:end|ended|to|until|bis|stop|last|billing|bill|invoice|statement|rechnung)$/, -12],
  [
    /^(?:created|updated|modified|due|expiry|expires|expiration|paid|payment|exported|generated|launch|fällig)$/,
    -18,
  ],
];

/** The points that a name gives a column for being the day. */
export function dateNamePoints(name: string): number {
  return wordsOfName(name).reduce(
    (sum, word) => sum + (datePoints.find(([pattern]) => pattern.test(word))?.[1] ?? 0),
    0,
  );
}

/** Names of the other roles, the most telling first. Words of Chinese, Japanese and Korean have no border of their own. */
export const roleNames: Readonly<Record<Exclude<ReadingRole, 'cost' | 'date'>, readonly RegExp[]>> = {
  service: [
    /^(?:service ?name|service|product ?name|meter category|service (?:description|type)|dienst|servicio|servizio|serviço|服务(?:名称)?|服務|产品(?:名称)?|產品|サービス名?|製品名?|서비스(?:명)?)$|\bproduct (?:code|name)$/i,
    /\b(?:service|product|dienst|produkt|produit|producto|prodotto|servicio|servizio|serviço)\b(?!.*\b(?:id|code|family|tier|sku|level|plan|edition|class|instance|version|provider|period|start|end)\b)/i,
    /^(?!.*\b(?:provider|period|instance|start|end)\b).*\b(?:service|product)\b/i,
    /^(?!.*\b(?:account|subscription|project|customer|user|owner|tenant|organization|region|location|tag|invoice)\b).*\b(?:model|category|kategorie|namespace|workload|application|app|resource type|component|item|description|name|prestation|leistung|position|bezeichnung|artikel|article|poste|concepto|descripci[oó]n|descri[cç][aã]o|descrizione|omschrijving|usługa)\b|^(?:libellé|désignation|intitulé)|项目|項目|品名|名称|内容/i,
  ],
  account: [
    /^(?:linked |usage |sub |member )?account(?: id| number)?$|\b(?:linked|usage|member|sub) account(?: id| number)?$/i,
    /^(?!.*\b(?:name|type|payer|bill|billing|owner|mail|email|status)\b).*\b(?:account|subscription|project|konto|compte|cuenta|conta)\b/i,
    /\b(?:account|subscription|project|konto|compte|cuenta|conta)\b|账号|账户|帳號|アカウント|계정/i,
  ],
  accountName: [/\b(?:account|subscription|project)\b.*\bname\b/i],
  region: [
    /^region(?: id| name| code)?$|^(?:地域|区域|リージョン|리전)$/i,
    /\b(?:region|location|standort|région|región|regione|região)\b/i,
  ],
  usageType: [
    /\busage ?type\b/i,
    /\b(?:sku|meter|nutzungsart)\b(?!.*\b(?:id|category)\b)|\btype d utili[sz]ation\b|\btipo de uso\b/i,
  ],
  resource: [
    /\bresource ?(?:id|name)?$/i,
    /\bresource\b(?!.*\b(?:type|group)\b)/i,
    /\barn\b|^(?:实例|资源)id$|^リソース/i,
  ],
  tags: [/^(?:tags?|labels?|resource tags?)$/i],
  kind: [
    /^(?:charge (?:type|category)|line item type|record type|charge_?category|cost type|transaction type)$/i,
  ],
  currency: [
    /\b(?:currency|währung|waehrung|devise|moneda|valuta|moeda)\b(?!.*\bpricing\b)|^(?:币种|货币|貨幣|幣別|通貨|통화)/i,
  ],
};
