package report

import (
	_ "embed" // the page's parts
	"encoding/json"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

var (
	//go:embed page/page.html
	pageHTML string
	//go:embed page/page.css
	pageCSS string
	//go:embed page/page.js
	pageJS string
)

// maxPageSteps bounds the steps of a page. What comes later is left out, and the
// page says so.
const maxPageSteps = 200_000

// A pageData is what page.js shows. What is said of each step is in columns,
// which are shorter than objects; goroutines are indices of Tasks.
type pageData struct {
	Title  string     `json:"title"`
	Text   string     `json:"text"` // the report
	Tasks  []pageTask `json:"tasks"`
	Ops    []string   `json:"ops"`
	Places []place    `json:"places"`
	Cut    int        `json:"cut"` // steps left out

	Step   []int    `json:"step"` // number, from 1
	Task   []int    `json:"task"`
	Op     []int    `json:"op"`
	Object []int    `json:"object"`
	Place  []int    `json:"place"` // -1 is unknown
	Leaves []int    `json:"leaves"`
	Words  []string `json:"words"` // for Leaves: why the goroutine stops after the step
	Value  []int    `json:"value"`
	Values []string `json:"values"` // for Value: what the step reads or writes

	Edges []int            `json:"edges"` // pairs of rows
	Holds []pageHold       `json:"holds"`
	Marks map[int]string   `json:"marks"` // rows
	Said  map[int][]string `json:"said"`  // rows: notes, and what happens without a switch
}

type pageTask struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	State string `json:"state"`
}

// A place is a line of code with those around it.
type place struct {
	At    string   `json:"at"`
	Func  string   `json:"func"`
	First int      `json:"first"` // number of the first of Lines
	Line  int      `json:"line"`
	Lines []string `json:"lines"`
}

type pageHold struct {
	Object int  `json:"object"`
	Task   int  `json:"task"`
	From   int  `json:"from"` // rows
	To     int  `json:"to"`   // -1 is the end
	Read   bool `json:"read"`
}

// WritePage writes a finding's execution as one HTML page that needs nothing
// else: no network, no files beside it.
func (t Terminal) WritePage(w io.Writer, f campaign.Finding) error {
	t.Width, t.Color = 100, false
	var text strings.Builder
	if err := t.WriteFailure(&text, f); err != nil {
		return err
	}
	p := newPrinter(nil, t)
	d := p.page(tell(f, p.own), f)
	d.Title = fmt.Sprintf("%s: %s", f.Test, f.Finding.Kind)
	d.Text = text.String()
	data, err := json.Marshal(d) // escapes what could end the script
	if err != nil {
		return fmt.Errorf("the trace cannot be written as a page: %w", err)
	}
	_, err = strings.NewReplacer("{{title}}", html.EscapeString(d.Title), "{{css}}", pageCSS, "{{data}}", string(data), "{{js}}", pageJS).WriteString(w, pageHTML)
	return err
}

// A lexicon numbers texts in order of first use.
type lexicon struct {
	number map[string]int
	all    []string
}

func (x *lexicon) of(s string) int {
	n, ok := x.number[s]
	if !ok {
		if x.number == nil {
			x.number = map[string]int{}
		}
		n = len(x.all)
		x.number[s] = n
		x.all = append(x.all, s)
	}
	return n
}

// page collects what the page shows of a trace.
func (p *printer) page(v *story, f campaign.Finding) *pageData {
	d := &pageData{Marks: map[int]string{}, Said: map[int][]string{}}
	lane := map[uint32]int{}
	for _, t := range v.Tasks {
		if !v.Hidden(t.ID) {
			lane[t.ID] = len(d.Tasks)
			d.Tasks = append(d.Tasks, pageTask{v.Name(t.ID), v.Label(t.ID), t.State.String()})
		}
	}
	var ops, leaves, values lexicon
	leaves.of("")
	values.of("")
	places := map[trace.Frame]int{}
	row := slices.Repeat([]int{-1}, len(v.Events)) // of each event; -1 is none
	for i, e := range v.Events {
		l, known := lane[e.Task]
		if !known {
			continue
		}
		if len(d.Step) == maxPageSteps {
			d.Cut = len(v.Events) - i
			break
		}
		r := len(d.Step)
		row[i] = r
		word := v.words(i)
		if e.Resumed {
			word = resumes + word
		}
		d.Step, d.Task, d.Op, d.Object = append(d.Step, i+1), append(d.Task, l), append(d.Op, ops.of(word)), append(d.Object, int(e.Object))
		d.Value = append(d.Value, values.of(v.ValueText(i)))
		d.Place = append(d.Place, p.pagePlace(v.view, i, places, d))
		why := ""
		if i+1 < len(v.Events) && v.Events[i+1].Task != e.Task || i+1 == len(v.Events) {
			why = v.leaves(i, min(i+1, len(v.Events)-1))
		}
		d.Leaves = append(d.Leaves, leaves.of(why))
		if m := v.marks[i]; m != "" {
			d.Marks[r] = m
		}
	}
	for _, e := range v.order.Edges {
		if row[e.From] >= 0 && row[e.To] >= 0 {
			d.Edges = append(d.Edges, row[e.From], row[e.To])
		}
	}
	for _, h := range v.order.Holds {
		if row[h.From] < 0 {
			continue
		}
		to := -1
		if h.To >= 0 {
			to = row[h.To]
		}
		d.Holds = append(d.Holds, pageHold{int(h.Object), lane[h.Task], row[h.From], to, h.Read})
	}
	if f.Why != nil {
		for _, s := range f.Why.Switches {
			if s.Without != "" && s.Event > 0 && row[s.Event-1] >= 0 {
				r := row[s.Event-1]
				d.Said[r] = append(d.Said[r], fmt.Sprintf("without the switch to %s %s", v.Name(s.To), s.Without))
			}
		}
	}
	for _, n := range v.Notes {
		if i := n.Step - 1; i >= 0 && i < len(row) && row[i] >= 0 {
			d.Said[row[i]] = append(d.Said[row[i]], v.Name(n.Task)+" notes: "+n.Text)
		}
	}
	d.Ops, d.Words, d.Values = ops.all, leaves.all, values.all
	return d
}

// pagePlace returns the number of the code of event i, which it adds to d.
func (p *printer) pagePlace(v *view, i int, known map[trace.Frame]int, d *pageData) int {
	f, ok := v.Place(i)
	if !ok {
		return -1
	}
	if n, ok := known[f]; ok {
		return n
	}
	pl := place{At: fmt.Sprintf("%s:%d", p.path(f.File), f.Line), Func: trace.Short(trace.Plain(f.Func)), Line: f.Line, First: max(1, f.Line-3)}
	pl.Lines = p.source.Lines(f.File, pl.First, f.Line+3)
	n := len(d.Places)
	known[f] = n
	d.Places = append(d.Places, pl)
	return n
}
