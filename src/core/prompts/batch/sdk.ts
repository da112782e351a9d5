/*
 * The AWS SDK's pieces that batch jobs use, behind one dynamic import: nobody pays for them before the first job.
 */
export {
  BedrockClient,
  CreateModelInvocationJobCommand,
  GetModelInvocationJobCommand,
  ListModelInvocationJobsCommand,
  StopModelInvocationJobCommand,
} from '@aws-sdk/client-bedrock';
export {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
export { ListServiceQuotasCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
export { BoundedHttpHandler } from '../../aws/boundedHttp';
export { ObservedRetryStrategy } from '../../aws/retryStrategy';
