import { integerSetting, type ArtifactCollectionOptions } from '@daybook/service-kit';

/** Settings of every process that deletes artifacts which nothing refers to. */
export const artifactCollectionSettings = {
  artifactGraceHours: integerSetting({ variable: 'DAYBOOK_ARTIFACT_GRACE_HOURS', description: 'Hours for which an artifact is kept that nothing refers to' }, 24, [1, 8760]),
  artifactCollectionHours: integerSetting({ variable: 'DAYBOOK_ARTIFACT_COLLECTION_HOURS', description: 'Hours between deletions of such artifacts; 0 only when asked' }, 24, [0, 500]),
} as const;

type Hours = Readonly<Record<keyof typeof artifactCollectionSettings, number>>;
const hourMs = 3_600_000;

export const artifactCollectionOptions = ({ artifactGraceHours, artifactCollectionHours }: Hours): ArtifactCollectionOptions => ({
  graceMs: artifactGraceHours * hourMs,
  everyMs: artifactCollectionHours * hourMs,
  kinds: ['datasets', 'versions', 'runs'],
});
