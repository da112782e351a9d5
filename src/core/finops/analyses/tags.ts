import * as l10n from '@vscode/l10n';
import { literal } from '../sql';
import { type Analysis, type AnalysisData, noName, percent } from './analysis';

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
