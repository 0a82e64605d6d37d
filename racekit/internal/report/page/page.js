'use strict';
// Shows one execution. Only the rows and lanes in sight are in the document, so
// that a hundred thousand steps are as quick as ten.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  for (const column of ['tasks', 'ops', 'places', 'step', 'task', 'op', 'object', 'place', 'leaves', 'value', 'edges', 'holds']) data[column] ??= [];
  const $ = id => document.getElementById(id);
  const rowHeight = 22, gutter = 64;
  let laneWidth = 230; // at least
  const total = data.step.length;

  let shown = null;   // rows that are shown, in order; null is all
  let position = null; // of each row among them; -1 is hidden
  let picked = 0;     // row
  const count = () => shown ? shown.length : total;
  const rowAt = i => shown ? shown[i] : i;
  const indexOf = row => shown ? position[row] : row;

  // Edges by the row that they leave; those that enter are in order already.
  const edges = data.edges;
  const leaving = Array.from({length: edges.length / 2}, (_, i) => i).sort((a, b) => edges[2 * a] - edges[2 * b]);
  const firstWith = (n, key, value) => {
    let low = 0, high = n;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (key(mid) < value) low = mid + 1; else high = mid;
    }
    return low;
  };
  const into = row => {
    const out = [];
    for (let i = firstWith(edges.length / 2, k => edges[2 * k + 1], row); 2 * i < edges.length && edges[2 * i + 1] === row; i++) out.push(edges[2 * i]);
    return out;
  };
  const outOf = row => {
    const out = [];
    for (let i = firstWith(leaving.length, k => edges[2 * leaving[k]], row); i < leaving.length && edges[2 * leaving[i]] === row; i++) out.push(edges[2 * leaving[i] + 1]);
    return out;
  };

  const el = (tag, className, text) => {
    const e = document.createElement(tag);
    if (className) e.className = className;
    if (text !== undefined) e.textContent = text;
    return e;
  };
  const colour = object => `hsl(${object * 137.5 % 360} 60% 50%)`;
  const name = row => { const t = data.tasks[data.task[row]]; return `${t.name} ${t.label}`.trim(); };
  const what = row => data.ops[data.op[row]] + (data.object[row] ? ` #${data.object[row]}` : '') + (data.value[row] ? ` ${data.values[data.value[row]]}` : '');
  const placeOf = row => data.place[row] >= 0 ? data.places[data.place[row]] : null;
  const base = at => at.slice(at.lastIndexOf('/') + 1);
  const laneLeft = task => gutter + task * laneWidth;

  const lanes = $('lanes'), rows = $('rows'), canvas = $('canvas'), arrows = $('arrows');

  function layout() {
    const room = Math.floor((lanes.clientWidth - gutter) / Math.max(1, data.tasks.length));
    laneWidth = Math.max(230, Math.min(400, room));
    document.documentElement.style.setProperty('--lane', `${laneWidth}px`);
    canvas.style.height = `${count() * rowHeight + 8}px`;
    canvas.style.width = $('heads').style.width = `${gutter + data.tasks.length * laneWidth}px`;
  }

  let drawing = 0;
  const redraw = () => { if (!drawing) drawing = requestAnimationFrame(() => { drawing = 0; draw(); }); };

  function draw() {
    const slack = 8;
    const from = Math.max(0, Math.floor(lanes.scrollTop / rowHeight) - slack);
    const to = Math.min(count(), Math.ceil((lanes.scrollTop + lanes.clientHeight) / rowHeight) + slack);
    const left = Math.max(0, Math.floor((lanes.scrollLeft - gutter) / laneWidth) - 1);
    const right = Math.min(data.tasks.length, Math.ceil((lanes.scrollLeft + lanes.clientWidth) / laneWidth) + 1);
    drawLanes(left, right, from, to);
    drawHolds(left, right, from, to);
    for (let i = from; i < to; i++) drawRow(i);
    drawEdges(from, to);
  }

  function drawLanes(left, right, from, to) {
    const heads = [], rails = [];
    for (let t = left; t < right; t++) {
      const head = el('span', '', `${data.tasks[t].name} ${data.tasks[t].label}`.trim());
      head.style.left = `${laneLeft(t)}px`;
      head.title = `${head.textContent}: ${data.tasks[t].state} at the end`;
      heads.push(head);
      const rail = el('div', 'rail');
      rail.style.cssText = `left:${laneLeft(t) + 4}px;top:${from * rowHeight}px;height:${(to - from) * rowHeight}px`;
      rails.push(rail);
    }
    $('heads').replaceChildren(...heads);
    rows.replaceChildren(...rails);
  }

  // Where in the shown rows a row stands, or would stand.
  const slot = row => shown ? firstWith(shown.length, k => shown[k], row) : row;

  function drawHolds(left, right, from, to) {
    for (const h of data.holds) {
      if (h.task < left || h.task >= right) continue;
      const begin = slot(h.from), end = h.to < 0 ? count() : slot(h.to) + 1;
      if (end <= from || begin >= to || end <= begin) continue;
      const bar = el('div', h.read ? 'hold read' : 'hold');
      const top = Math.max(begin, from), bottom = Math.min(end, to);
      bar.style.cssText = `left:${laneLeft(h.task) + 2}px;top:${top * rowHeight + 3}px;height:${(bottom - top) * rowHeight - 6}px;background:${colour(h.object)}`;
      bar.title = `#${h.object} held${h.read ? ' for reading' : ''} by ${data.tasks[h.task].name}`;
      rows.append(bar);
    }
  }

  function drawRow(i) {
    const row = rowAt(i);
    const line = el('div', 'row');
    line.dataset.row = row;
    if (row === picked) line.classList.add('picked');
    if (data.marks[row]) line.classList.add('marked');
    line.style.cssText = `top:${i * rowHeight}px;width:${gutter + data.tasks.length * laneWidth}px`;
    line.append(el('span', 'number', data.step[row]));
    const step = el('span', 'step', what(row));
    step.style.left = `${laneLeft(data.task[row])}px`;
    const place = placeOf(row);
    if (place) step.append(el('span', 'place', base(place.at)));
    const leaves = data.words[data.leaves[row]];
    if (leaves) step.append(el('span', 'leaves', leaves));
    line.append(step);
    rows.append(line);
  }

  const svg = 'http://www.w3.org/2000/svg';
  const mostEdges = 500;

  // Only edges with an end in sight are drawn.
  function drawEdges(from, to) {
    arrows.setAttribute('width', canvas.style.width);
    arrows.setAttribute('height', canvas.style.height);
    const seen = new Set(), paths = [];
    const add = (a, b) => {
      const i = indexOf(a), j = indexOf(b), key = a * total + b;
      if (i < 0 || j < 0 || seen.has(key) || paths.length >= mostEdges) return;
      seen.add(key);
      const x1 = laneLeft(data.task[a]) + 4, y1 = (i + .5) * rowHeight, x2 = laneLeft(data.task[b]) + 4, y2 = (j + .5) * rowHeight;
      const path = document.createElementNS(svg, 'path');
      path.setAttribute('d', `M${x1} ${y1}C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`);
      path.setAttribute('marker-end', 'url(#tip)');
      if (a === picked || b === picked) path.classList.add('near');
      paths.push(path);
    };
    for (const a of into(picked)) add(a, picked);
    for (const b of outOf(picked)) add(picked, b);
    for (let i = from; i < to; i++) {
      const row = rowAt(i);
      for (const a of into(row)) add(a, row);
      for (const b of outOf(row)) add(row, b);
    }
    $('lines').replaceChildren(...paths);
  }

  function sourceOf(place) {
    const box = el('div', 'source');
    (place.lines || []).forEach((text, i) => {
      const n = place.first + i;
      const line = el(n === place.line ? 'b' : 'span');
      line.append(el('i', '', String(n).padStart(5) + '  '), text + (n === place.line ? '' : '\n'));
      box.append(line);
    });
    return box;
  }

  function link(row) {
    const a = el('a', '', `${data.step[row]}  ${name(row)}: ${what(row)}`);
    a.tabIndex = 0;
    a.onclick = () => pick(row);
    return a;
  }

  function detail() {
    const box = [];
    if (!total) {
      $('detail').replaceChildren(el('p', '', 'The execution has no recorded steps.'));
      return;
    }
    box.push(el('h2', '', `${data.step[picked]}  ${what(picked)}`), el('div', '', name(picked)));
    const mark = data.marks[picked];
    if (mark && mark !== 'waits') box.push(el('div', 'warn', mark));
    const leaves = data.words[data.leaves[picked]];
    if (leaves) box.push(el('div', 'warn', `then ${data.tasks[data.task[picked]].name}: ${leaves}`));
    for (const text of data.said[picked] || []) box.push(el('p', '', text));
    const place = placeOf(picked);
    if (place) box.push(el('h3', '', `${place.at}  ${place.func}`), sourceOf(place));
    const list = (title, all) => { if (all.length) box.push(el('h3', '', title), ...all.slice(0, 12).map(link)); };
    list('happens after', into(picked));
    list('happens before', outOf(picked));
    const held = data.holds.filter(h => h.task === data.task[picked] && h.from <= picked && (h.to < 0 || h.to > picked));
    if (held.length) {
      box.push(el('h3', '', 'locks held'));
      for (const h of held) {
        const a = link(h.from);
        a.prepend(el('span', 'warn', `#${h.object}${h.read ? ' for reading' : ''}, taken at `));
        box.push(a);
      }
    }
    $('detail').replaceChildren(...box);
  }

  function pick(row) {
    if (!total) return detail();
    picked = Math.max(0, Math.min(total - 1, row));
    if (shown && position[picked] < 0) filter(0);
    const top = indexOf(picked) * rowHeight, height = lanes.clientHeight - 28;
    if (top < lanes.scrollTop + rowHeight || top > lanes.scrollTop + height - 2 * rowHeight) lanes.scrollTop = top - height / 2;
    const left = laneLeft(data.task[picked]);
    if (left < lanes.scrollLeft || left + laneWidth > lanes.scrollLeft + lanes.clientWidth) lanes.scrollLeft = left - gutter;
    $('where').value = `step ${data.step[picked]} of ${data.step[total - 1]}${shown ? ` (${count()} shown)` : ''}`;
    history.replaceState(null, '', `#step=${data.step[picked]}`);
    detail();
    redraw();
  }

  const move = by => total && pick(rowAt(Math.max(0, Math.min(count() - 1, indexOf(picked) + by))));

  // The next row after the picked one, around the end, that fits.
  function next(fits) {
    for (let k = 1; k <= count(); k++) {
      const row = rowAt((indexOf(picked) + k) % count());
      if (fits(row)) return pick(row);
    }
  }

  function filter(object) {
    $('object').value = object;
    shown = position = null;
    if (object) {
      shown = [];
      position = new Int32Array(total).fill(-1);
      for (let row = 0; row < total; row++) {
        if (data.object[row] === object) position[row] = shown.push(row) - 1;
      }
      if (position[picked] < 0) picked = shown[Math.min(slot(picked), shown.length - 1)];
    }
    layout();
    pick(picked);
  }

  const isSwitch = row => /^(preempted|waits)/.test(data.words[data.leaves[row]]);
  const sameLane = by => {
    for (let i = indexOf(picked) + by; i >= 0 && i < count(); i += by) {
      if (data.task[rowAt(i)] === data.task[picked]) return pick(rowAt(i));
    }
  };
  const page = () => Math.max(1, Math.floor(lanes.clientHeight / rowHeight) - 2);
  const keys = {
    ArrowDown: () => move(1), ArrowRight: () => move(1), j: () => move(1),
    ArrowUp: () => move(-1), ArrowLeft: () => move(-1), k: () => move(-1),
    J: () => sameLane(1), K: () => sameLane(-1),
    Home: () => pick(rowAt(0)), End: () => pick(rowAt(count() - 1)),
    PageDown: () => move(page()), PageUp: () => move(-page()),
    m: () => next(row => data.marks[row]),
    n: () => next(isSwitch),
    o: () => filter(shown ? 0 : data.object[picked]),
    t: () => { $('text').hidden = !$('text').hidden; },
    Escape: () => { $('text').hidden = true; if (shown) filter(0); },
  };
  document.addEventListener('keydown', e => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.tagName === 'SELECT') return;
    if (e.target.tagName === 'A' && e.key === 'Enter') return e.target.click();
    const f = keys[e.key];
    if (f) { e.preventDefault(); f(); }
  });
  for (const [id, key] of [['first', 'Home'], ['back', 'k'], ['forward', 'j'], ['last', 'End'], ['race', 'm'], ['switch', 'n'], ['report', 't']]) {
    $(id).onclick = keys[key];
  }
  $('object').onchange = e => filter(Number(e.target.value));
  lanes.addEventListener('scroll', redraw);
  addEventListener('resize', () => { layout(); redraw(); });

  const rowOf = e => { const r = e.target.closest && e.target.closest('.row'); return r ? Number(r.dataset.row) : -1; };
  rows.addEventListener('click', e => { const row = rowOf(e); if (row >= 0) pick(row); });
  rows.addEventListener('mousemove', e => {
    const row = rowOf(e), tip = $('tip-box'), place = row >= 0 && placeOf(row);
    tip.hidden = !place || !e.target.closest('.step');
    if (tip.hidden) return;
    tip.replaceChildren(el('div', '', `${place.at}  ${place.func}`), sourceOf(place));
    tip.style.left = `${Math.min(e.clientX + 14, innerWidth - tip.offsetWidth - 8)}px`;
    tip.style.top = `${Math.min(e.clientY + 14, innerHeight - tip.offsetHeight - 8)}px`;
  });
  rows.addEventListener('mouseleave', () => { $('tip-box').hidden = true; });

  const uses = new Map();
  for (const o of data.object) if (o) uses.set(o, (uses.get(o) || 0) + 1);
  for (const [o, n] of [...uses].sort((a, b) => b[1] - a[1]).slice(0, 200)) $('object').append(new Option(`#${o} (${n} steps)`, o));
  $('text').textContent = data.text;
  $('race').hidden = !Object.keys(data.marks).length;
  if (data.cut) $('text').textContent += `\n${data.cut} more steps are not in this page`;

  layout();
  const asked = Number((/step=(\d+)/.exec(location.hash) || [])[1]);
  const marked = Object.keys(data.marks).map(Number);
  pick(asked ? firstWith(total, r => data.step[r], asked) : marked.length ? Math.min(...marked) : 0);
  lanes.focus();
  document.body.dataset.ready = 'yes';
})();
