/*
 * The AWS SDK's pieces that the history uses, behind one dynamic import: nothing of them is loaded before there
 * is something to write or to read.
 */
export {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  UpdateContinuousBackupsCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
export { DynamoDBDocumentClient, paginateQuery, paginateScan, PutCommand } from '@aws-sdk/lib-dynamodb';
export { BoundedHttpHandler } from '../../aws/boundedHttp';
