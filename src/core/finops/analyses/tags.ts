import type { Analysis, AnalysisData } from './analysis';
import { text } from './analysis';

const keyOf = ({ tagKey, tagKeys }: AnalysisData) => text(tagKey ?? tagKeys[0] ?? '');

/** What the values of one tag cost. */
export const byTag: Analysis = {
  id: 'by-tag',
  title: 'Cost by tag',
  description: 'The cost of each value of a tag, and of what has no such tag.',
  needs: ['Tags'],
  chart: 'bar',
  sql: (data) =>
    `SELECT coalesce(Tags[${keyOf(data)}], '(no such tag)') AS TagValue, sum(Cost) AS Cost, count(*) AS Rows
FROM costs
GROUP BY 1
ORDER BY 2 DESC, 1`,
};

/** What has no tag at all. */
export const untagged: Analysis = {
  id: 'untagged',
  title: 'Untagged cost',
  description: 'What has no tag at all, by service, as a share of that service.',
  needs: ['Tags', 'ServiceName'],
  chart: 'bar',
  sql: () =>
    `SELECT coalesce(ServiceName, '(none)') AS ServiceName,
  coalesce(sum(Cost) FILTER (Tags IS NULL OR cardinality(Tags) = 0), 0) AS UntaggedCost,
  sum(Cost) AS Cost,
  round(100.0 * count(*) FILTER (Tags IS NULL OR cardinality(Tags) = 0) / count(*), 2) AS UntaggedRowsPercent
FROM costs
GROUP BY 1
ORDER BY 2 DESC, 1`,
};

/** Which tags explain where the cost goes. */
export const taggingCorrelation: Analysis = {
  id: 'tagging-correlation',
  title: 'Tagging correlation',
  description:
    'For each tag: how much of the cost carries it, in how many values, and how much of it one value has. ' +
    'A tag that covers much in several values explains the bill; one with a single value does not.',
  needs: ['Tags', 'ServiceName'],
  chart: 'bar',
  sql: () =>
    `WITH tagged AS (
  SELECT unnest(map_entries(Tags)) AS tag, Cost, ServiceName FROM costs
), sums AS (
  SELECT tag.key AS TagKey, tag.value AS TagValue, sum(Cost) AS Cost, count(*) AS n,
    list(DISTINCT ServiceName) AS services
  FROM tagged
  GROUP BY ALL
)
SELECT TagKey,
  sum(Cost) AS Cost,
  round(100 * sum(Cost) / nullif((SELECT sum(Cost) FROM costs), 0), 2) AS SharePercent,
  count(*) AS Values,
  arg_max(TagValue, Cost) AS DearestValue,
  round(100 * max(Cost) / nullif(sum(Cost), 0), 2) AS DearestValuePercent,
  len(list_distinct(flatten(list(services)))) AS Services,
  sum(n)::BIGINT AS Rows
FROM sums
GROUP BY 1
ORDER BY 2 DESC, 1`,
};
