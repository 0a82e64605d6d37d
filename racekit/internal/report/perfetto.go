package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A chromeEvent is one of the Trace Event Format, which Perfetto and
// chrome://tracing read. A step takes a microsecond.
type chromeEvent struct {
	Name string         `json:"name,omitempty"`
	Cat  string         `json:"cat,omitempty"`
	Ph   string         `json:"ph"`
	Ts   float64        `json:"ts"`
	Dur  int            `json:"dur,omitempty"`
	Pid  int            `json:"pid"`
	Tid  uint32         `json:"tid"`
	ID   int            `json:"id,omitempty"`
	Bp   string         `json:"bp,omitempty"`
	S    string         `json:"s,omitempty"`
	Args map[string]any `json:"args,omitempty"`
}

// WritePerfetto writes a finding's execution as a trace for ui.perfetto.dev: a
// track per goroutine, locks as asynchronous slices, happens-before edges as
// flows.
func (t Terminal) WritePerfetto(w io.Writer, f campaign.Finding) error {
	p := newPrinter(nil, t)
	v := tell(f, p.own)
	out := bufio.NewWriter(w)
	io.WriteString(out, "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[")
	lead := "\n"
	p.chrome(v, f, func(e chromeEvent) {
		e.Pid = 1
		text, _ := json.Marshal(e) // strings and numbers
		io.WriteString(out, lead)
		out.Write(text)
		lead = ",\n"
	})
	io.WriteString(out, "\n]}\n")
	return out.Flush()
}

func (p *printer) chrome(v *story, f campaign.Finding, emit func(chromeEvent)) {
	emit(chromeEvent{Ph: "M", Name: "process_name", Args: map[string]any{"name": fmt.Sprintf("%s: %s: %s", f.Test, f.Finding.Kind, p.text(f.Finding.Message))}})
	for i, t := range v.Tasks {
		if !v.Hidden(t.ID) {
			emit(chromeEvent{Ph: "M", Name: "thread_name", Tid: t.ID, Args: map[string]any{"name": short(v.Trace, t.ID)}})
			emit(chromeEvent{Ph: "M", Name: "thread_sort_index", Tid: t.ID, Args: map[string]any{"sort_index": i}})
		}
	}
	for i, e := range v.Events {
		if v.Hidden(e.Task) {
			continue
		}
		ts := float64(i + 1)
		emit(chromeEvent{Ph: "X", Name: chromeName(v.view, i), Cat: "step", Ts: ts, Dur: 1, Tid: e.Task, Args: p.chromeArgs(v.view, i)})
		if next := v.order.Next(i); v.order.Waits(i) {
			if next < 0 {
				next = len(v.Events)
			}
			if n := next - i - 1; n > 0 {
				emit(chromeEvent{Ph: "X", Name: "waits: " + chromeName(v.view, i), Cat: "wait", Ts: ts + 1, Dur: n, Tid: e.Task})
			}
		}
		if m := v.marks[i]; m != "" {
			emit(chromeEvent{Ph: "i", Name: m, Cat: "mark", Ts: ts, Tid: e.Task, S: "t"})
		}
	}
	for k, h := range v.order.Holds {
		to := h.To
		if to < 0 {
			to = len(v.Events)
		}
		e := chromeEvent{Name: fmt.Sprintf("#%d held by %s", h.Object, v.Name(h.Task)), Cat: "lock", ID: k + 1, Tid: h.Task}
		e.Ph, e.Ts = "b", float64(h.From+1)
		emit(e)
		e.Ph, e.Ts = "e", float64(to+1)
		emit(e)
	}
	for k, x := range v.order.Edges {
		from, to := v.Events[x.From].Task, v.Events[x.To].Task
		if v.Hidden(from) || v.Hidden(to) {
			continue
		}
		emit(chromeEvent{Ph: "s", Name: "happens before", Cat: "order", Ts: float64(x.From) + 1.5, Tid: from, ID: k + 1})
		emit(chromeEvent{Ph: "f", Name: "happens before", Cat: "order", Ts: float64(x.To) + 1.5, Tid: to, ID: k + 1, Bp: "e"})
	}
}

func chromeName(v *view, i int) string {
	return v.words(i) + object(v.Events[i]) + v.value(i)
}

func (p *printer) chromeArgs(v *view, i int) map[string]any {
	f, ok := v.Place(i)
	if !ok {
		return nil
	}
	args := map[string]any{"at": fmt.Sprintf("%s:%d", p.path(f.File), f.Line), "in": trace.Short(trace.Plain(f.Func))}
	if text := p.source.Line(f.File, f.Line); text != "" {
		args["source"] = text
	}
	return args
}
