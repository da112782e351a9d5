import * as l10n from '@vscode/l10n';
import { isBedrock } from '../reconciliation/bill';
import { literal } from '../sql';
import { noName, percent, type Analysis } from './analysis';

/** Running resources, told from the bill. */
export const architecture: Analysis = {
  id: 'architecture',
  title: () => l10n.t('Architecture inference'),
  description: () =>
    l10n.t(
      'What runs, told from what is billed: tiers and their parts, with the number of resources behind each.',
    ),
  needs: ['ServiceName', 'UsageType'],
  chart: 'bar',
  sql: ({ columns, dialect }) =>
    `WITH parts AS (
  SELECT *, lower(concat_ws(' ', ServiceName, UsageType)) AS what FROM costs
  WHERE ChargeCategory IN ('Usage', 'Purchase')
), tiers AS (
  SELECT *, CASE
    WHEN ${dialect.matches('what', 'natgateway|vpc|virtual private|publicipv4|transit')} THEN ${literal(l10n.t('Network: VPC, NAT and addresses'))}
    WHEN ${dialect.matches('what', 'loadbalanc|lcuusage|elastic load')} THEN ${literal(l10n.t('Network: load balancing'))}
    WHEN ${dialect.matches('what', 'cloudfront|route ?53|global ?accelerator|datatransfer|data transfer|-bytes')} THEN ${literal(l10n.t('Network: delivery and transfer'))}
    WHEN ${dialect.matches('what', 'snapshot|backup')} THEN ${literal(l10n.t('Storage: snapshots and backup'))}
    WHEN ${dialect.matches('what', 'ebs:|volumeusage|block store')} THEN ${literal(l10n.t('Storage: volumes'))}
    WHEN ${dialect.matches('what', 'simple storage|amazons3|timedstorage|file system|glacier|storage account')} THEN ${literal(l10n.t('Storage: objects and files'))}
    WHEN ${dialect.matches('what', 'relational database|rds|aurora|dynamodb|documentdb|mysql|postgres|sql database')} THEN ${literal(l10n.t('Data: databases'))}
    WHEN ${dialect.matches('what', 'elasticache|memorydb|opensearch|redshift|athena|glue|emr|kinesis')} THEN ${literal(l10n.t('Data: caches, search and analytics'))}
    WHEN ${dialect.matches('what', 'bedrock|sagemaker|claude|textract|comprehend|openai')} THEN ${literal(l10n.t('AI: models'))}
    WHEN ${dialect.matches('what', 'lambda|step functions|functions')} THEN ${literal(l10n.t('Compute: functions'))}
    WHEN ${dialect.matches('what', 'fargate|container|kubernetes|eks|ecs|ecr')} THEN ${literal(l10n.t('Compute: containers'))}
    WHEN ${dialect.matches('what', 'boxusage|spotusage|compute cloud|ec2|virtual machines|compute')} THEN ${literal(l10n.t('Compute: instances'))}
    WHEN ${dialect.matches('what', 'queue|sqs|notification|sns|eventbridge|events|mq')} THEN ${literal(l10n.t('Messaging'))}
    WHEN ${dialect.matches('what', 'cloudwatch|cloudtrail|x-ray|config|monitor')} THEN ${literal(l10n.t('Operations: watching'))}
    WHEN ${dialect.matches('what', 'kms|key management|secrets|guardduty|waf|security|inspector|cognito')} THEN ${literal(l10n.t('Operations: security'))}
    ELSE ${literal(l10n.t({ message: 'Other', comment: ['A tier beside network, storage, data …'] }))} END AS Tier
  FROM parts
)
SELECT Tier, sum(Cost) AS Cost,
  ${percent('sum(Cost)', 'sum(sum(Cost)) OVER ()')} AS SharePercent,
  ${columns.has('ResourceId') ? 'count(DISTINCT ResourceId)' : 'CAST(NULL AS BIGINT)'} AS Resources,
  count(DISTINCT UsageType) AS UsageTypes,
  ${dialect.joined('ServiceName')} AS Services
FROM tiers
GROUP BY 1
ORDER BY 2 DESC, 1`,
};

/** The costs of moving data. */
export const dataTransfer: Analysis = {
  id: 'data-transfer',
  title: () => l10n.t('Data transfer'),
  description: () =>
    l10n.t('What moving data costs, by kind: out to the internet, between regions or zones, through NAT.'),
  needs: ['UsageType'],
  chart: 'bar',
  nothing: () => l10n.t('No usage type in this data is of data transfer, by the names that AWS gives them.'),
  sql: () =>
    `SELECT CASE
    WHEN lower(UsageType) LIKE '%natgateway-bytes%' THEN ${literal(l10n.t('Through NAT gateways'))}
    WHEN lower(UsageType) LIKE '%regional-bytes%' THEN ${literal(l10n.t('Between zones'))}
    WHEN lower(UsageType) LIKE '%aws-out-bytes%' OR lower(UsageType) LIKE '%aws-in-bytes%' THEN ${literal(l10n.t('Between regions'))}
    WHEN lower(UsageType) LIKE '%out-bytes%' THEN ${literal(l10n.t('Out to the internet'))}
    WHEN lower(UsageType) LIKE '%in-bytes%' THEN ${literal(l10n.t('In from the internet'))}
    ELSE ${literal(l10n.t('Other transfer'))} END AS Kind,
  sum(Cost) AS Cost, count(DISTINCT UsageType) AS UsageTypes, count(*) AS Rows
FROM costs
WHERE lower(UsageType) LIKE '%datatransfer%' OR lower(UsageType) LIKE '%-bytes%' OR lower(UsageType) LIKE '%bytes-out%'
  OR lower(UsageType) LIKE '%data transfer%'
GROUP BY 1
ORDER BY 2 DESC, 1`,
};

/** Resources that are paid for and hardly used. */
export const idle: Analysis = {
  id: 'idle',
  title: () => l10n.t('Idle resources'),
  description: () =>
    l10n.t(
      'What is paid for and hardly used: idle public addresses, NAT gateways and load balancers with next to no traffic, gp2 volumes that gp3 would replace for less, snapshots.',
    ),
  needs: ['UsageType', 'ResourceId'],
  chart: 'table',
  nothing: () => l10n.t('Nothing in this data looks idle, by the names that AWS gives usage types.'),
  sql: () =>
    `WITH resources AS (
  SELECT ResourceId,
    sum(Cost) FILTER (WHERE lower(UsageType) LIKE '%natgateway-hours%' OR lower(UsageType) LIKE '%loadbalancerusage%') AS Hours,
    sum(Cost) FILTER (WHERE lower(UsageType) LIKE '%natgateway-bytes%' OR lower(UsageType) LIKE '%lcuusage%'
      OR lower(UsageType) LIKE '%dataprocessing-bytes%') AS Traffic,
    sum(Cost) FILTER (WHERE lower(UsageType) LIKE '%publicipv4:idleaddress%' OR lower(UsageType) LIKE '%elasticip:idleaddress%') AS Address,
    sum(Cost) FILTER (WHERE lower(UsageType) LIKE '%ebs:volumeusage.gp2%') AS Gp2,
    sum(Cost) FILTER (WHERE lower(UsageType) LIKE '%snapshotusage%') AS Snapshot
  FROM costs
  GROUP BY 1
), found AS (
  SELECT ResourceId, ${literal(l10n.t('Public IPv4 address, idle'))} AS Finding, Address AS Cost FROM resources WHERE Address > 0
  UNION ALL
  SELECT ResourceId, ${literal(l10n.t('NAT gateway or load balancer with next to no traffic'))}, Hours FROM resources
  WHERE Hours > 0 AND coalesce(Traffic, 0) * 100 < Hours
  UNION ALL
  SELECT ResourceId, ${literal(l10n.t('gp2 volume: gp3 costs about a fifth less'))}, Gp2 FROM resources WHERE Gp2 > 0
  UNION ALL
  SELECT ResourceId, ${literal(l10n.t('Snapshot: is it still needed?'))}, Snapshot FROM resources WHERE Snapshot > 0
)
SELECT Finding, coalesce(ResourceId, ${noName()}) AS ResourceId, Cost FROM found ORDER BY Cost DESC, 1, 2`,
};

/** The costs of models, by kind of token. */
export const bedrock: Analysis = {
  id: 'bedrock',
  title: () => l10n.t('Bedrock by model and token kind'),
  description: () =>
    l10n.t('What each Bedrock model costs: input, output, and tokens read from and written to the cache.'),
  needs: ['ServiceName', 'UsageType'],
  chart: 'bar',
  sql: ({ columns }) =>
    `SELECT CASE WHEN lower(ServiceName) LIKE '%bedrock edition)%'
    THEN regexp_replace(ServiceName, '(?i) *[(] ?(amazon )?bedrock edition[)].*$', '')
    ELSE regexp_replace(regexp_replace(UsageType,
      '(?i)[-_]?((mantle|batch|flex|priority|standard|global|cross-region|latency-optimized|cache[-_]?(read|write))[-_]?)*(input|output|cache[-_]?(read|write))[-_]?token.*$', ''),
      '^[A-Z]{2,4}[0-9]-', '') END AS Model,
  CASE
    WHEN lower(UsageType) LIKE '%cache_read%' OR lower(UsageType) LIKE '%cacheread%' THEN ${literal(l10n.t({ message: 'cache read', comment: ['A kind of tokens'] }))}
    WHEN lower(UsageType) LIKE '%cache_write%' OR lower(UsageType) LIKE '%cachewrite%' THEN ${literal(l10n.t({ message: 'cache write', comment: ['A kind of tokens'] }))}
    WHEN lower(UsageType) LIKE '%output_token%' OR lower(UsageType) LIKE '%outputtoken%' THEN ${literal(l10n.t({ message: 'output', comment: ['A kind of tokens'] }))}
    WHEN lower(UsageType) LIKE '%input_token%' OR lower(UsageType) LIKE '%inputtoken%' THEN ${literal(l10n.t({ message: 'input', comment: ['A kind of tokens'] }))}
    ELSE ${literal(l10n.t({ message: 'other', comment: ['A kind of tokens'] }))} END AS TokenKind,
  sum(Cost) AS Cost, count(*) AS Rows
FROM costs
WHERE ${isBedrock(columns) ?? 'false'}
GROUP BY 1, 2
ORDER BY 3 DESC, 1, 2`,
};
