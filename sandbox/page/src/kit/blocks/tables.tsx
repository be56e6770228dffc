/** The table and data_table blocks. */

import type { ComponentChildren, VNode } from "preact";
import { useState } from "preact/hooks";

import type { Kit } from "../../types";
import { RichText } from "../richtext";
import { Unsupported } from "../unsupported";
import { richTextToPlain } from "../values";

const DEFAULT_PAGE_SIZE = 10;

function cell(content: Kit): ComponentChildren {
  if (content?.type === "rich_text") return <RichText block={content} />;
  if (content?.type === "raw_text" || content?.type === "raw_number") return String(content.text ?? content.value ?? "");
  return <Unsupported what={content?.type} />;
}

export function Table({ block }: { block: Kit }): VNode {
  const settings: Kit[] = block.column_settings ?? [];
  const shape = (column: number) => `align-${settings[column]?.align ?? "left"}${settings[column]?.is_wrapped ? "" : " no-wrap"}`;
  const [head = [], ...rest] = (block.rows ?? []) as Kit[][];
  return (
    <div class="table-scroll" tabIndex={0} role="group" aria-label="Table">
      <table>
        <thead>
          <tr>
            {head.map((content, column) => (
              <th scope="col" dir="auto" class={shape(column)}>
                {cell(content)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rest.map((cells) => (
            <tr>
              {cells.map((content, column) => (
                <td dir="auto" class={shape(column)}>
                  {cell(content)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface Order {
  column: number;
  down: boolean;
}

const textOf = (content: Kit | undefined): string =>
  content?.type === "rich_text" ? richTextToPlain(content) : String(content?.text ?? content?.value ?? "");

/** Rows by one column: numbers by size, the rest by their text. */
export function ordered(rows: Kit[][], order: Order | null): Kit[][] {
  if (order === null) return rows;
  const compare = (a: Kit | undefined, b: Kit | undefined) =>
    a?.type === "raw_number" && b?.type === "raw_number"
      ? a.value - b.value
      : textOf(a).localeCompare(textOf(b), undefined, { numeric: true });
  const sorted = [...rows].sort((a, b) => compare(a[order.column], b[order.column]));
  return order.down ? sorted.reverse() : sorted;
}

function Pager({ page, pages, turn }: { page: number; pages: number; turn(page: number): void }): VNode {
  return (
    <div class="pager">
      <button type="button" class="button" disabled={page === 0} onClick={() => turn(page - 1)}>
        Previous
      </button>
      <span class="muted" role="status">
        Page {page + 1} of {pages}
      </span>
      <button type="button" class="button" disabled={page >= pages - 1} onClick={() => turn(page + 1)}>
        Next
      </button>
    </div>
  );
}

export function DataTable({ block }: { block: Kit }): VNode {
  const [order, setOrder] = useState<Order | null>(null);
  const [wanted, setPage] = useState(0);
  const [head = [], ...rest] = (block.rows ?? []) as Kit[][];
  const size = Math.max(1, Number(block.page_size) || DEFAULT_PAGE_SIZE);
  const pages = Math.max(1, Math.ceil(rest.length / size));
  const page = Math.min(wanted, pages - 1);
  const headColumn = Number(block.row_header_column_index ?? -1);
  const sort = (column: number) => {
    setPage(0);
    setOrder(order?.column !== column ? { column, down: false } : order.down ? null : { column, down: true });
  };
  const direction = (column: number) => (order?.column !== column ? "none" : order.down ? "descending" : "ascending");
  const numeric = (content: Kit) => (content?.type === "raw_number" ? "align-right" : undefined);
  return (
    <>
      <div class="table-scroll" tabIndex={0} role="group" aria-label={block.caption || "Table"}>
        <table>
          {block.caption && <caption dir="auto">{block.caption}</caption>}
          <thead>
            <tr>
              {head.map((content, column) => (
                <th scope="col" dir="auto" aria-sort={direction(column)} class={rest[0]?.[column] && numeric(rest[0][column])}>
                  <button type="button" class="plain" onClick={() => sort(column)}>
                    {cell(content)}
                    <span aria-hidden="true">{order?.column === column ? (order.down ? " ▾" : " ▴") : ""}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ordered(rest, order)
              .slice(page * size, (page + 1) * size)
              .map((cells) => (
                <tr>
                  {cells.map((content, column) =>
                    column === headColumn ? (
                      <th scope="row" dir="auto">
                        {cell(content)}
                      </th>
                    ) : (
                      <td dir="auto" class={numeric(content)}>
                        {cell(content)}
                      </td>
                    ),
                  )}
                </tr>
              ))}
          </tbody>
        </table>
      </div>
      {pages > 1 && <Pager page={page} pages={pages} turn={setPage} />}
    </>
  );
}
