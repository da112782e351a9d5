import type { Analysis } from './analysis';

/** What runs, told from what is billed. */
export const architecture: Analysis = {
  id: 'architecture',
  title: 'Architecture inference',
  description:
    'What runs, told from what is billed: tiers and their parts, with the number of resources behind each.',
  needs: ['ServiceName', 'UsageType'],
  chart: 'bar',
  sql: ({ columns }) =>
    `WITH parts AS (
  SELECT *, lower(concat_ws(' ', ServiceName, UsageType)) AS what FROM costs
  WHERE ChargeCategory IN ('Usage', 'Purchase')
), tiers AS (
  SELECT *, CASE
    WHEN regexp_matches(what, 'natgateway|vpc|virtual private|publicipv4|transit') THEN 'Network: VPC, NAT and addresses'
    WHEN regexp_matches(what, 'loadbalanc|lcuusage|elastic load') THEN 'Network: load balancing'
    WHEN regexp_matches(what, 'cloudfront|route ?53|global ?accelerator|datatransfer|data transfer|-bytes') THEN 'Network: delivery and transfer'
    WHEN regexp_matches(what, 'snapshot|backup') THEN 'Storage: snapshots and backup'
    WHEN regexp_matches(what, 'ebs:|volumeusage|block store') THEN 'Storage: volumes'
    WHEN regexp_matches(what, 'simple storage|amazons3|timedstorage|file system|glacier|storage account') THEN 'Storage: objects and files'
    WHEN regexp_matches(what, 'relational database|rds|aurora|dynamodb|documentdb|mysql|postgres|sql database') THEN 'Data: databases'
    WHEN regexp_matches(what, 'elasticache|memorydb|opensearch|redshift|athena|glue|emr|kinesis') THEN 'Data: caches, search and analytics'
    WHEN regexp_matches(what, 'bedrock|sagemaker|claude|textract|comprehend|openai') THEN 'AI: models'
    WHEN regexp_matches(what, 'lambda|step functions|functions') THEN 'Compute: functions'
    WHEN regexp_matches(what, 'fargate|container|kubernetes|eks|ecs|ecr') THEN 'Compute: containers'
    WHEN regexp_matches(what, 'boxusage|spotusage|compute cloud|ec2|virtual machines|compute') THEN 'Compute: instances'
    WHEN regexp_matches(what, 'queue|sqs|notification|sns|eventbridge|events|mq') THEN 'Messaging'
    WHEN regexp_matches(what, 'cloudwatch|cloudtrail|x-ray|config|monitor') THEN 'Operations: watching'
    WHEN regexp_matches(what, 'kms|key management|secrets|guardduty|waf|security|inspector|cognito') THEN 'Operations: security'
    ELSE 'Other' END AS Tier
  FROM parts
)
SELECT Tier, sum(Cost) AS Cost,
  round(100 * sum(Cost) / nullif(sum(sum(Cost)) OVER (), 0), 2) AS SharePercent,
  ${columns.has('ResourceId') ? 'count(DISTINCT ResourceId)' : 'NULL'} AS Resources,
  count(DISTINCT UsageType) AS UsageTypes,
  string_agg(DISTINCT ServiceName, ', ' ORDER BY ServiceName) AS Services
FROM tiers
GROUP BY 1
ORDER BY 2 DESC, 1`,
};

/** What moving data costs. */
export const dataTransfer: Analysis = {
  id: 'data-transfer',
  title: 'Data transfer',
  description: 'What moving data costs, by kind: out to the internet, between regions or zones, through NAT.',
  needs: ['UsageType'],
  chart: 'bar',
  sql: () =>
    `SELECT CASE
    WHEN UsageType ILIKE '%NatGateway-Bytes%' THEN 'Through NAT gateways'
    WHEN UsageType ILIKE '%Regional-Bytes%' THEN 'Between zones'
    WHEN UsageType ILIKE '%AWS-Out-Bytes%' OR UsageType ILIKE '%AWS-In-Bytes%' THEN 'Between regions'
    WHEN UsageType ILIKE '%Out-Bytes%' THEN 'Out to the internet'
    WHEN UsageType ILIKE '%In-Bytes%' THEN 'In from the internet'
    ELSE 'Other transfer' END AS Kind,
  sum(Cost) AS Cost, count(DISTINCT UsageType) AS UsageTypes, count(*) AS Rows
FROM costs
WHERE UsageType ILIKE '%DataTransfer%' OR UsageType ILIKE '%-Bytes%' OR UsageType ILIKE '%Bytes-Out%'
GROUP BY 1
ORDER BY 2 DESC, 1`,
};

/** What is paid for and hardly used. */
export const idle: Analysis = {
  id: 'idle',
  title: 'Idle resources',
  description:
    'What is paid for and hardly used: idle public addresses, NAT gateways and load balancers with next to no ' +
    'traffic, gp2 volumes that gp3 would replace for less, snapshots.',
  needs: ['UsageType', 'ResourceId'],
  chart: 'table',
  sql: () =>
    `WITH resources AS (
  SELECT ResourceId,
    sum(Cost) FILTER (UsageType ILIKE '%NatGateway-Hours%' OR UsageType ILIKE '%LoadBalancerUsage%') AS Hours,
    sum(Cost) FILTER (UsageType ILIKE '%NatGateway-Bytes%' OR UsageType ILIKE '%LCUUsage%'
      OR UsageType ILIKE '%DataProcessing-Bytes%') AS Traffic,
    sum(Cost) FILTER (UsageType ILIKE '%PublicIPv4:IdleAddress%' OR UsageType ILIKE '%ElasticIP:IdleAddress%') AS Address,
    sum(Cost) FILTER (UsageType ILIKE '%EBS:VolumeUsage.gp2%') AS Gp2,
    sum(Cost) FILTER (UsageType ILIKE '%SnapshotUsage%') AS Snapshot
  FROM costs
  GROUP BY 1
), found AS (
  SELECT ResourceId, 'Public IPv4 address, idle' AS Finding, Address AS Cost FROM resources WHERE Address > 0
  UNION ALL
  SELECT ResourceId, 'NAT gateway or load balancer with next to no traffic', Hours FROM resources
  WHERE Hours > 0 AND coalesce(Traffic, 0) * 100 < Hours
  UNION ALL
  SELECT ResourceId, 'gp2 volume: gp3 costs about a fifth less', Gp2 FROM resources WHERE Gp2 > 0
  UNION ALL
  SELECT ResourceId, 'Snapshot: is it still needed?', Snapshot FROM resources WHERE Snapshot > 0
)
SELECT Finding, coalesce(ResourceId, '(none)') AS ResourceId, Cost FROM found ORDER BY Cost DESC, 1, 2`,
};

/** What models cost, by kind of token. */
export const bedrock: Analysis = {
  id: 'bedrock',
  title: 'Bedrock by model and token kind',
  description: 'What each Bedrock model costs: input, output, and tokens read from and written to the cache.',
  needs: ['ServiceName', 'UsageType'],
  chart: 'bar',
  sql: () =>
    `SELECT regexp_replace(regexp_replace(UsageType, '(?i)-(cache-(read|write)-)?(input|output)-token(s|-count)?.*$', ''),
    '^[A-Z]{2,4}[0-9]-', '') AS Model,
  CASE
    WHEN UsageType ILIKE '%cache-read%' THEN 'cache read'
    WHEN UsageType ILIKE '%cache-write%' THEN 'cache write'
    WHEN UsageType ILIKE '%output-token%' THEN 'output'
    WHEN UsageType ILIKE '%input-token%' THEN 'input'
    ELSE 'other' END AS TokenKind,
  sum(Cost) AS Cost, count(*) AS Rows
FROM costs
WHERE ServiceName ILIKE '%bedrock%'
GROUP BY 1, 2
ORDER BY 3 DESC, 1, 2`,
};
