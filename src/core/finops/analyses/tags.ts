import * as l10n from '@vscode/l10n';
import { literal } from '../sql';
import { type Analysis, type AnalysisData, noName, percent } from './analysis';
import { cellsOf } from './explained';

const keyOf = ({ tagKey, tagKeys }: AnalysisData) => tagKey ?? tagKeys[0] ?? '';

/** The costs by the values of one tag. */
export const byTag: Analysis = {
  id: 'by-tag',
  title: () => l10n.t('Cost by tag'),
  description: () => l10n.t('The cost of each value of a tag, and of what has no such tag.'),
  needs: ['Tags'],
  needsTagKey: true,
  chart: 'bar',
  sql: (data) =>
    `SELECT coalesce(${data.dialect.member('Tags', keyOf(data))}, ${literal(l10n.t('(no such tag)'))}) AS TagValue, sum(Cost) AS Cost, count(*) AS Rows
FROM costs
GROUP BY 1
ORDER BY 2 DESC, 1`,
};

const none = 'Tags IS NULL OR cardinality(Tags) = 0';

/** Costs without any tag. */
export const untagged: Analysis = {
  id: 'untagged',
  title: () => l10n.t('Untagged cost'),
  description: () => l10n.t('What has no tag at all, by service, as a share of that service.'),
  needs: ['Tags', 'ServiceName'],
  chart: 'bar',
  sql: () =>
    `SELECT coalesce(ServiceName, ${noName()}) AS ServiceName,
  coalesce(sum(Cost) FILTER (WHERE ${none}), 0) AS UntaggedCost,
  sum(Cost) AS Cost,
  ${percent(`count(*) FILTER (WHERE ${none})`, 'count(*)')} AS UntaggedRowsPercent
FROM costs
GROUP BY 1
ORDER BY 2 DESC, 1`,
};

/** A tag that says whose a cost is. */
const OWNER = /owner|team|squad|contact|cost[-_ ]?cent|department|business[-_ ]?unit|project/i;

/** Costs that nobody is known for, by account. */
export const untaggedByOwner: Analysis = {
  id: 'untagged-by-owner',
  title: () => l10n.t('Untagged cost by owner'),
  description: () =>
    l10n.t(
      'For each account, which is the owner of what has no tag: the cost without any tag, and without the tag that names an owner (the one that was chosen, else the first whose key says owner, team, cost center or project).',
    ),
  needs: ['Tags', 'SubAccountId'],
  chart: 'bar',
  sql: (data) => {
    const { columns, dialect, tagKeys, tagKey } = data;
    const key = tagKey ?? tagKeys.find((name) => OWNER.test(name));
    const owner = columns.has('SubAccountName') ? 'coalesce(SubAccountName, SubAccountId)' : 'SubAccountId';
    const without = key === undefined ? none : `${none} OR ${dialect.member('Tags', key)} IS NULL`;
    return `SELECT coalesce(${owner}, ${noName()}) AS Owner,
  coalesce(sum(Cost) FILTER (WHERE ${none}), 0) AS UntaggedCost,
  coalesce(sum(Cost) FILTER (WHERE ${without}), 0) AS CostWithoutOwnerTag,
  ${key === undefined ? 'CAST(NULL AS VARCHAR)' : literal(key)} AS OwnerTag,
  sum(Cost) AS Cost,
  ${percent(`coalesce(sum(Cost) FILTER (WHERE ${none}), 0)`, 'sum(Cost)')} AS UntaggedPercent
FROM costs
GROUP BY 1
ORDER BY 2 DESC, 1`;
  },
  explain: ({ result }) =>
    cellsOf(result)[0]?.['OwnerTag'] === null
      ? l10n.t(
          'No tag’s key says owner, team, cost center or project, so both columns are of rows without any tag.',
        )
      : '',
};

/** Which tags explain where the cost goes. */
export const taggingCorrelation: Analysis = {
  id: 'tagging-correlation',
  title: () => l10n.t('Tagging correlation'),
  description: () =>
    l10n.t(
      'For each tag: how much of the cost carries it, in how many values, and how much of it one value has. A tag that covers much in several values explains the bill; one with a single value does not.',
    ),
  needs: ['Tags', 'ServiceName'],
  chart: 'bar',
  sql: ({ dialect }) =>
    `WITH tagged AS (
  ${dialect.eachTag('Cost, ServiceName')}
), sums AS (
  SELECT TagKey, TagValue, sum(Cost) AS Cost, count(*) AS n FROM tagged GROUP BY 1, 2
), services AS (
  SELECT TagKey, count(DISTINCT ServiceName) AS Services FROM tagged GROUP BY 1
)
SELECT sums.TagKey,
  sum(Cost) AS Cost,
  ${percent('sum(Cost)', '(SELECT sum(Cost) FROM costs)')} AS SharePercent,
  count(*) AS "Values",
  max_by(TagValue, Cost) AS DearestValue,
  ${percent('max(Cost)', 'sum(Cost)')} AS DearestValuePercent,
  max(Services) AS Services,
  CAST(sum(n) AS BIGINT) AS Rows
FROM sums JOIN services ON services.TagKey = sums.TagKey
GROUP BY 1
ORDER BY 2 DESC, 1`,
};
