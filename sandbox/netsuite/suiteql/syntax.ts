/** What a query says, as a tree. */
export type Expression =
  | { readonly kind: 'value'; readonly value: string | number | null }
  | { readonly kind: 'column'; readonly table: string | undefined; readonly name: string }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Expression[];
      readonly isDistinct: boolean;
      readonly isStar: boolean;
    }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not' | 'negative'; readonly of: Expression }
  | { readonly kind: 'isNull'; readonly of: Expression; readonly isNegated: boolean }
  | { readonly kind: 'in'; readonly of: Expression; readonly list: readonly Expression[] | Query; readonly isNegated: boolean }
  | {
      readonly kind: 'like';
      readonly of: Expression;
      readonly pattern: Expression;
      readonly escape: string | undefined;
      readonly isNegated: boolean;
    }
  | { readonly kind: 'between'; readonly of: Expression; readonly from: Expression; readonly to: Expression; readonly isNegated: boolean }
  | { readonly kind: 'exists'; readonly query: Query }
  | { readonly kind: 'scalar'; readonly query: Query }
  | { readonly kind: 'zoned'; readonly of: Expression; readonly zone: string }
  | {
      readonly kind: 'case';
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
      readonly otherwise: Expression | undefined;
    };

export type BinaryOperator = 'and' | 'or' | '=' | '<>' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '||';

export interface SelectItem {
  readonly expression: Expression;
  /** The key in the answer. */
  readonly name: string;
}

export interface Source {
  /** A table, or a query in brackets. */
  readonly of: string | Query;
  readonly alias: string;
}

export interface Join {
  readonly kind: 'inner' | 'left' | 'cross';
  readonly source: Source;
  readonly on: Expression | undefined;
}

export interface Query {
  readonly isDistinct: boolean;
  /** `star` with a table's alias, or of all. */
  readonly select: readonly (SelectItem | { readonly star: string | undefined })[];
  readonly from: Source;
  readonly joins: readonly Join[];
  readonly where: Expression | undefined;
  readonly groupBy: readonly Expression[];
  readonly having: Expression | undefined;
  readonly orderBy: readonly { readonly by: Expression; readonly isDescending: boolean; readonly nullsFirst: boolean | undefined }[];
  readonly first: number | undefined;
  /** Rows of OFFSET. */
  readonly skipped: number;
}
