(() => {
  "use strict";
  const table = document.getElementById("agencies");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const heads = Array.from(table.tHead.rows[0].cells);
  const controls = document.getElementById("controls");
  const group = document.getElementById("group");
  const name = document.getElementById("name");
  const order = document.getElementById("order");
  const count = document.getElementById("count");
  const noun = table.dataset.noun;
  const words = { ascending: "升序", descending: "降序" };

  // A missing value stays last in either direction; equal values keep the order of the page.
  function compare(first, second, index, kind, sign) {
    const a = first.cells[index].dataset.value;
    const b = second.cells[index].dataset.value;
    if (a === "" || b === "") return (a === "") - (b === "");
    return sign * (kind === "number" ? Number(a) - Number(b) : a.localeCompare(b, "zh-CN"));
  }

  function sort(index, direction) {
    const head = heads[index];
    const sign = direction === "ascending" ? 1 : -1;
    heads.forEach((other) => { if (other.dataset.sort) other.setAttribute("aria-sort", "none"); });
    head.setAttribute("aria-sort", direction);
    order.value = `${index} ${direction}`;
    const sorted = rows.slice().sort((a, b) => compare(a, b, index, head.dataset.sort, sign));
    body.append(...sorted);
  }

  function filter() {
    const wanted = name.value.normalize("NFKC").trim().toLowerCase();
    let shown = 0;
    rows.forEach((row) => {
      const text = `${row.cells[0].dataset.value} ${row.cells[1].dataset.value}`.toLowerCase();
      row.hidden = (group.value !== "" && row.dataset.group !== group.value) || !text.includes(wanted);
      shown += row.hidden ? 0 : 1;
    });
    count.textContent = shown === rows.length ? `共${rows.length}家${noun}。` : `共${rows.length}家${noun}，显示${shown}家。`;
  }

  order.append(new Option("原有顺序", ""));
  heads.forEach((head, index) => {
    if (!head.dataset.sort) return;
    const label = head.textContent.replace(/（.*）/, "");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "hb-sort";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    const other = head.dataset.first === "ascending" ? "descending" : "ascending";
    button.addEventListener("click", () => {
      sort(index, head.getAttribute("aria-sort") === head.dataset.first ? other : head.dataset.first);
    });
    [head.dataset.first, other].forEach((way) => order.append(new Option(`${label}（${words[way]}）`, `${index} ${way}`)));
  });
  order.addEventListener("change", () => {
    if (order.value) sort(Number(order.value.split(" ")[0]), order.value.split(" ")[1]);
  });
  group.addEventListener("change", filter);
  name.addEventListener("input", filter);
  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.hidden = false;
  filter();
})();
