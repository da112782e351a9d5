import * as v from 'valibot';
import type { AllowedFunctions } from './allowedFunctions';

/** Limits of one statement. */
export interface StatementRules {
  /** The tables and views that it may read, in lower case, by their bare names. */
  readonly relations: ReadonlySet<string>;
  readonly functions: AllowedFunctions;
  /** Kinds of queries that are allowed beside those of every engine. */
  readonly moreForms: ReadonlySet<string>;
}

/** Something in a statement that is on no list. */
export interface Forbidden {
  readonly what: 'function' | 'relation' | 'form';
  readonly name: string;
}

/** Kinds of queries that DuckDB alone runs as they are judged: recursion; DESCRIBE and SUMMARIZE. */
export const duckdbForms = names('RECURSIVE_CTE_NODE SHOW_REF');

/** Kinds of queries, of what stands in FROM, and of what stands behind a query. */
const forms = names(
  'SELECT_NODE SET_OPERATION_NODE BASE_TABLE EMPTY EXPRESSION_LIST JOIN PIVOT SUBQUERY TABLE_FUNCTION ' +
    'DISTINCT_MODIFIER LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER ORDER_MODIFIER ASCENDING DESCENDING ORDER_DEFAULT',
);
/** Kinds of expressions. */
const expressions = names(
  'BETWEEN CASE CAST COLLATE COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION LAMBDA LAMBDA_REF OPERATOR ' +
    'POSITIONAL_REFERENCE STAR SUBQUERY WINDOW',
);
/** The type of a cast; its members are types and constants. */
const TYPE_INFO = /_TYPE_INFO$/;

/** Words that tell of the session without parentheses. `user` is not one: it is a usual name of a column. */
const sessionWords = names(
  'current_catalog current_path current_role current_schema current_user session_user',
);

const text = v.string();
const callSchema = v.looseObject({ function_name: text });
const columnSchema = v.looseObject({ column_names: v.array(text) });
const tableSchema = v.looseObject({ catalog_name: text, schema_name: text, table_name: text });
const tableFunctionSchema = v.looseObject({ function: callSchema });
const showSchema = v.looseObject({ query: v.unknown(), table_name: text });
const recursionSchema = v.looseObject({ cte_name: text, right: v.unknown() });
const definitionsSchema = v.object({ map: v.array(v.object({ key: text, value: v.unknown() })) });

/**
 * The first thing in a tree of DuckDB's parser that is on none of the lists: a function, a relation that is neither
 * given nor defined by a WITH around it, or a form of query or expression that nobody has looked at.
 * @throws ValiError for a tree of another shape than expected, so that nothing passes unread.
 */
export function findForbidden(tree: unknown, rules: StatementRules): Forbidden | undefined {
  if (typeof tree !== 'object' || tree === null) {
    return undefined;
  }
  const node: Readonly<Record<string, unknown>> = { ...tree };
  const isExpression = typeof node['class'] === 'string';
  const kind = isExpression ? node['class'] : node['type'];
  if (typeof kind === 'string' && !isKnown(kind, isExpression, rules)) {
    return { what: 'form', name: kind };
  }
  switch (kind) {
    case 'BASE_TABLE':
      return findTable(node, rules);
    case 'SHOW_REF': {
      const shown = v.parse(showSchema, node);
      // Without a query in it, it shows what the catalog has.
      if (shown.query === null) {
        return { what: 'relation', name: shown.table_name };
      }
      return findWithin(node, rules);
    }
    case 'TABLE_FUNCTION': {
      const { function: call, ...rest } = v.parse(tableFunctionSchema, node);
      return findCall(call, rules.functions.inFrom, rules) ?? findAmong(Object.values(rest), rules);
    }
    case 'FUNCTION':
    case 'WINDOW':
      return findCall(node, rules.functions.inExpressions, rules);
    case 'COLUMN_REF': {
      const [name = '', ...rest] = v.parse(columnSchema, node).column_names;
      return rest.length === 0 && sessionWords.has(lower(name)) ? { what: 'function', name } : undefined;
    }
    case 'RECURSIVE_CTE_NODE': {
      // Its first part cannot see itself: by that name it would read a table.
      const { right, cte_name: name, ...rest } = v.parse(recursionSchema, node);
      return findWithin(rest, rules) ?? findForbidden(right, seeing(rules, name));
    }
    default:
      return findWithin(node, rules);
  }
}

function isKnown(kind: string, isExpression: boolean, rules: StatementRules): boolean {
  if (isExpression) {
    return expressions.has(kind);
  }
  return forms.has(kind) || rules.moreForms.has(kind) || TYPE_INFO.test(kind);
}

function findTable(node: unknown, rules: StatementRules): Forbidden | undefined {
  const {
    catalog_name: catalog,
    schema_name: schema,
    table_name: name,
    ...rest
  } = v.parse(tableSchema, node);
  const isBare = catalog === '' && schema === '';
  if (isBare && rules.relations.has(lower(name))) {
    return findAmong(Object.values(rest), rules);
  }
  return { what: 'relation', name: [catalog, schema, name].filter((part) => part !== '').join('.') };
}

function findCall(node: unknown, allowed: ReadonlySet<string>, rules: StatementRules): Forbidden | undefined {
  const { function_name: name, ...rest } = v.parse(callSchema, node);
  return allowed.has(lower(name)) ? findAmong(Object.values(rest), rules) : { what: 'function', name };
}

/** The children of a node; its WITH first, whose relations the rest can see. */
function findWithin(node: Readonly<Record<string, unknown>>, rules: StatementRules): Forbidden | undefined {
  const { cte_map: definitions, ...rest } = node;
  if (definitions === undefined) {
    return findAmong(Object.values(rest), rules);
  }
  let within = rules;
  for (const { key, value } of v.parse(definitionsSchema, definitions).map) {
    // What a definition calls by its own name is another table: it sees those before it only.
    const found = findForbidden(value, within);
    if (found !== undefined) {
      return found;
    }
    within = seeing(within, key);
  }
  return findAmong(Object.values(rest), within);
}

function findAmong(nodes: readonly unknown[], rules: StatementRules): Forbidden | undefined {
  for (const node of nodes) {
    const found = findForbidden(node, rules);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function seeing(rules: StatementRules, relation: string): StatementRules {
  return { ...rules, relations: new Set([...rules.relations, lower(relation)]) };
}

/** As DuckDB compares names: in ASCII only. Otherwise the Kelvin sign would pass for a k, and read another table. */
function lower(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function names(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
