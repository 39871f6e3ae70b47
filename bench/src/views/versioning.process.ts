import 'reflect-metadata';
import { EmbeddedService } from '@daybook/service-testing';
import { VersioningModule } from '@daybook/versioning';
import { versioningPublishing } from '@daybook/versioning/publishing';

/** The versioning service alone, on a log that is there, in a process of its own; says its URL once its views are live. */
const directory = process.argv[2] ?? '.';
const service = await EmbeddedService.start({ name: 'versioning', directory, module: VersioningModule, publishings: versioningPublishing });
while ((await service.projections.list()).some(({ lag }) => lag > 0)) await new Promise((resolve) => setTimeout(resolve, 100));
process.send?.(service.origin);
process.once('message', () => void service.close().then(() => process.disconnect()));
