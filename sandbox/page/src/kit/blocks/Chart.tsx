/** The data_visualization block: its numbers as a table with bars, which says the same as any drawing and can be read aloud. */

import type { VNode } from "preact";

import type { Kit } from "../../types";

interface Row {
  label: string;
  series: string;
  value: number;
}

const KINDS = new Set(["bar", "line", "area", "pie"]);

/** The numbers of a chart, one row each; null for a kind that is not known. */
export function chartRows(chart: Kit | undefined): Row[] | null {
  if (!chart || !KINDS.has(chart.type)) return null;
  const row = (series: string) => (point: Kit) => ({ label: String(point.label ?? ""), series, value: Number(point.value) || 0 });
  if (chart.type === "pie") return (chart.segments ?? []).map(row(""));
  const series: Kit[] = chart.series ?? [];
  return series.flatMap((one) => (one.data ?? []).map(row(series.length > 1 ? String(one.name ?? "") : "")));
}

export function Chart({ block }: { block: Kit }): VNode {
  const rows = chartRows(block.chart) ?? [];
  const most = Math.max(1, ...rows.map((row) => Math.abs(row.value)));
  const sum = rows.reduce((total, row) => total + row.value, 0);
  const share = (row: Row) => (block.chart?.type === "pie" && sum > 0 ? ` (${Math.round((100 * row.value) / sum)} %)` : "");
  const axes = [block.chart?.axis_config?.x_label, block.chart?.axis_config?.y_label].filter(Boolean).join(" / ");
  return (
    <div class="table-scroll chart" tabIndex={0} role="group" aria-label={block.title || "Chart"}>
      <table>
        <caption dir="auto">
          {block.title} {axes && <span class="muted small">{axes}</span>}
        </caption>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row" dir="auto">
                {row.label}
                {row.series && <small class="muted stacked">{row.series}</small>}
              </th>
              <td class="chart-track">
                <div class="chart-bar" style={{ width: `${(100 * Math.abs(row.value)) / most}%` }} />
              </td>
              <td class="align-right">
                {row.value.toLocaleString()}
                {share(row)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
