import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type BucketLocationConstraint,
  type GetObjectCommandOutput,
  type S3Client,
  type _Object,
} from '@aws-sdk/client-s3';
import { translated, unlessAnswered } from './s3-error.js';

const missing = [404] as const;
/** Another writer was first, or is at it at this moment. */
const conflict = [409, 412] as const;

export type FoundObject = Readonly<{ sizeBytes: number; storedAt: Date; sha256: string | null }>;
/** `sha256` in base64, as S3 has checksums. */
export type SmallObject = Readonly<{ key: string; body: Uint8Array; sha256?: string }>;

/** The requests to one bucket, in the words of the port's errors. */
export class S3Bucket {
  constructor(
    readonly client: S3Client,
    readonly name: string,
  ) {}

  /** Makes the bucket where it is missing; true for whoever has made it. */
  async open(region: string): Promise<boolean> {
    const Bucket = this.name;
    const found = await translated(unlessAnswered(this.client.send(new HeadBucketCommand({ Bucket })), missing, null));
    if (found !== null) return false;
    const LocationConstraint = region as BucketLocationConstraint;
    const place = region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint } };
    return (await translated(unlessAnswered(this.client.send(new CreateBucketCommand({ Bucket, ...place })), conflict, null))) !== null;
  }

  /** False where there is an object of this key already. */
  async create(object: SmallObject): Promise<boolean> {
    const created = this.client.send(new PutObjectCommand({ ...this.inputOf(object), IfNoneMatch: '*' }));
    return (await translated(unlessAnswered(created, conflict, null))) !== null;
  }

  async replace(object: SmallObject): Promise<void> {
    await translated(this.client.send(new PutObjectCommand(this.inputOf(object))));
  }

  /** False where there is nothing at `from`. Copied onto itself, an object has the time of now. */
  async copy(from: string, to: string): Promise<boolean> {
    const CopySource = encodeURI(`${this.name}/${from}`);
    // The metadata must change for an object to be copied onto itself.
    const Metadata = { copied: new Date().toISOString() };
    const input = { Bucket: this.name, Key: to, CopySource, Metadata, MetadataDirective: 'REPLACE', ChecksumAlgorithm: 'SHA256' } as const;
    return (await translated(unlessAnswered(this.client.send(new CopyObjectCommand(input)), missing, null))) !== null;
  }

  async find(key: string): Promise<FoundObject | null> {
    const input = { Bucket: this.name, Key: key, ChecksumMode: 'ENABLED' } as const;
    const found = await translated(unlessAnswered(this.client.send(new HeadObjectCommand(input)), missing, null));
    if (found === null) return null;
    return { sizeBytes: found.ContentLength ?? 0, storedAt: found.LastModified ?? new Date(0), sha256: found.ChecksumSHA256 ?? null };
  }

  /** The bytes from an offset on, of that very object where its ETag is given; null where it is gone. In S3's own errors. */
  async read(key: string, offset = 0, etag?: string): Promise<GetObjectCommandOutput | null> {
    const range = offset === 0 ? {} : { Range: `bytes=${offset}-`, IfMatch: etag };
    return unlessAnswered(this.client.send(new GetObjectCommand({ Bucket: this.name, Key: key, ...range })), [404, 412], null);
  }

  /** Also where it is missing. With a deadline, a request that was not sent by then is not sent at all. */
  async delete(key: string, abortSignal?: AbortSignal): Promise<void> {
    await translated(this.client.send(new DeleteObjectCommand({ Bucket: this.name, Key: key }), abortSignal === undefined ? {} : { abortSignal }));
  }

  async *list(prefix: string): AsyncGenerator<_Object> {
    const pages = paginateListObjectsV2({ client: this.client }, { Bucket: this.name, Prefix: prefix })[Symbol.asyncIterator]();
    for (;;) {
      const page = await translated(pages.next());
      if (page.done === true) return;
      yield* page.value.Contents ?? [];
    }
  }

  private inputOf({ key, body, sha256 }: SmallObject) {
    return { Bucket: this.name, Key: key, Body: body, ...(sha256 === undefined ? {} : { ChecksumSHA256: sha256 }) };
  }
}
