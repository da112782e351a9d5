import { modelRows, type ModelRow } from './modelData';

/** A model as a request names it. */
export interface AskedModel extends ModelRow {
  /** As it was asked: an id, a profile's id or an ARN. */
  readonly asked: string;
  /** The model's own id, without region, profile or geography. */
  readonly id: string;
  /** Whose it is, as its id begins: anthropic, amazon, openai. */
  readonly vendor: string;
  /** The region that an ARN names. */
  readonly arnRegion?: string;
  /** What leads to the model: its own id or ARN, or a profile. */
  readonly by: 'model' | 'profile' | 'application profile';
  /** The geography of a profile. */
  readonly geography?: string;
  /** Whether any list has it; rules about limits hold for these alone. */
  readonly known: boolean;
}

const arn =
  /^arn:aws[a-z-]*:bedrock:([a-z0-9-]+)?:(\d{12})?:(foundation-model|inference-profile|application-inference-profile|provisioned-model|imported-model)\/(.+)$/;
const geography = /^(us|us-gov|eu|apac|au|ca|jp|global)\.(.+)$/;

/** Reads what a request names; `behind` knows what application profiles lead to. */
export function askedModel(asked: string, behind: ReadonlyMap<string, string> = new Map()): AskedModel {
  const [, arnRegion, , kind, resource] = arn.exec(asked) ?? [];
  const name = resource ?? asked;
  const underlying = behind.get(asked) ?? (kind === 'application-inference-profile' ? '' : name);
  const [, place, base = underlying] = geography.exec(underlying) ?? [];
  const row = modelRows[base];
  return {
    ...row,
    asked,
    id: base,
    vendor: base.split('.')[0] ?? '',
    arnRegion,
    geography: place,
    by:
      kind === 'application-inference-profile'
        ? 'application profile'
        : place !== undefined
          ? 'profile'
          : 'model',
    known: row !== undefined,
  };
}

/** The ids by which all models of Converse are asked: their own, or that of a profile where there is no other way. */
export function askedIds(): readonly string[] {
  return Object.entries(modelRows).flatMap(([id, { converse = true, profileOnly = false, profiles = [] }]) =>
    converse ? [profileOnly ? `${profiles[0]}.${id}` : id] : [],
  );
}

/** Claude's name and generation, such as opus and 4.7; the generation of claude-3-5-haiku is 3.5. */
export function claudeOf(
  model: AskedModel,
): { readonly line: string; readonly generation: number } | undefined {
  const newer = /^anthropic\.claude-(opus|sonnet|haiku|fable|mythos)-(\d)(?:-(\d)(?!\d))?/.exec(model.id);
  if (newer) {
    const [, line = '', major, minor = '0'] = newer;
    return { line, generation: Number(`${major}.${minor}`) };
  }
  const older = /^anthropic\.claude-(\d)(?:-(\d))?-(opus|sonnet|haiku)/.exec(model.id);
  return older ? { line: older[3] ?? '', generation: Number(`${older[1]}.${older[2] ?? '0'}`) } : undefined;
}
