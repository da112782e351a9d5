import { roleNames, wordsOfName } from './roleNames';

/** Where a dimension is found among the canonical columns; the key of a tag where it is none of them. */
export type DimensionRole =
  'service' | 'region' | 'account' | 'usageType' | 'kind' | 'resource' | 'none' | 'tag';

/** The dimensions by which Cost Explorer groups, in English as its files have had them all along. */
const DIMENSIONS =
  /^(service|region|linked account(?: id| name)?|member account|usage type(?: group)?|api operation|operation|availability zone|instance type|charge type|record type|purchase option|platform|tenancy|database engine|legal entity|billing entity|invoicing entity|resource|tag\b.*|cost category\b.*)$/i;

/** The words of the console in other languages for the dimensions that have a column of their own. */
const TRANSLATED: readonly (readonly [pattern: RegExp, role: DimensionRole])[] = [
  [/^(?:servicio|servizio|serviço|dienst|layanan|hizmet|サービス|서비스|服务|服務)$/, 'service'],
  [/^(?:región|région|regione|região|wilayah|bölge|リージョン|리전|区域|區域)$/, 'region'],
  [
    /^(?:cuenta vinculada|compte lié|account (?:collegato|tertaut)|conta vinculada|verknüpftes konto|akun tertaut|連結アカウント|リンクされたアカウント|연결된 계정|关联账户|连结账户|連結帳戶)/,
    'account',
  ],
  [
    /^(?:tipo (?:de uso|di utilizzo|de utilização)|type d['’]utili[sz]ation|nutzungs(?:typ|art)|使用タイプ|사용 유형|使用类型|使用類型)$/,
    'usageType',
  ],
  [
    /^(?:tipo (?:de cargo|di addebito|de cobrança)|type (?:de frais|d['’]imputation)|gebührenart|料金タイプ|요금 유형|费用类型|費用類型)$/,
    'kind',
  ],
  [/^(?:recurso|ressource|risorsa|リソース|리소스|资源|資源)$/, 'resource'],
];

/** Whether a title is a dimension of Cost Explorer. */
export function isDimension(title: string): boolean {
  const name = title.trim().toLowerCase();
  return DIMENSIONS.test(name) || TRANSLATED.some(([pattern]) => pattern.test(name));
}

/** The names of groups that have no tag, in Cost Explorer's words. */
export const noTag = /^no (?:tag ?key|tag|cost category)\b/i;

/** Where the dimension of a table is found among the canonical columns. */
export function dimensionRole({ dimension, turned }: { dimension: string; turned: boolean }): DimensionRole {
  const name = dimension.toLowerCase().trim();
  switch (name) {
    case 'service':
    case 'region':
    case 'resource':
      return name;
    case 'linked account':
    case 'member account':
      return 'account';
    case 'usage type':
      return 'usageType';
    case 'charge type':
    case 'record type':
      return 'kind';
    case '':
      return 'none';
  }
  const translated = TRANSLATED.find(([pattern]) => pattern.test(name));
  if (translated !== undefined) {
    return translated[1];
  }
  if (DIMENSIONS.test(name)) {
    return /^(?:tag|cost category)/.test(name) ? 'tag' : 'none';
  }
  // Cost Explorer's own table has the key of a tag there, whatever its name.
  return (turned ? namedRole(name) : undefined) ?? 'tag';
}

/** Of a table of somebody else: what a column of that name would be, by words that leave no doubt. */
function namedRole(name: string): DimensionRole | undefined {
  const words = wordsOfName(name).join(' ');
  if (words === 'project') {
    return undefined;
  }
  const roles = ['service', 'account', 'region', 'usageType', 'resource'] as const;
  return roles.find((role) => roleNames[role].slice(0, 2).some((pattern) => pattern.test(words)));
}

/** Groups that are the tax, a refund or a credit of their table, in the languages of the console. */
export function kindOfGroup(group: string): string {
  const name = group.trim().toLowerCase();
  if (/^(?:tax|taxes|impuestos?|impôts?|imposte|impostos?|steuern?|pajak|税金|税费|稅金|세금)$/.test(name)) {
    return 'Tax';
  }
  return /^(?:refund|credit)s?$/.test(name) ? group.trim().replace(/s$/i, '') : 'Usage';
}
