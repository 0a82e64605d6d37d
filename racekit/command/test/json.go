package test

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/report"
	"github.com/racekit/toolkit/racekit/internal/report/testout"
)

// jsonSink prints results as the events of go test -json.
type jsonSink struct {
	w    io.Writer
	term report.Terminal
	now  func() time.Time
	e    *testout.Events // of the package
}

func (j *jsonSink) begin(pkg string) {
	j.e = &testout.Events{W: j.w, Package: pkg, Now: j.now}
	j.e.Start()
}

func (j *jsonSink) run(test string) { j.e.Run(test) }

func (j *jsonSink) test(x campaign.Result) {
	j.nested(x.Verdicts(), x.Findings, nil, func() {
		j.e.Output(x.Test, []byte(j.term.Shorten(x.Remarks(true))))
	})
}

// nested reports a test, which was said to run, and its subtests, each with its
// findings and what it printed. last is called before the test ends.
func (j *jsonSink) nested(all []campaign.Verdict, findings []campaign.Finding, printed []report.Part, last func()) {
	texts := map[string][][]byte{}
	for _, v := range all {
		texts[v.Name] = nil
	}
	add := func(parts []report.Part) {
		for _, p := range parts {
			name := p.Test
			for _, known := texts[name]; !known && name != all[0].Name; _, known = texts[name] {
				name = name[:max(0, strings.LastIndexByte(name, '/'))]
				if name == "" {
					name = all[0].Name
				}
			}
			texts[name] = append(texts[name], p.Output)
		}
	}
	for i := range findings {
		add(j.parts(&findings[i]))
	}
	add(printed)
	var open []campaign.Verdict
	end := func(depth int) {
		for len(open) > depth {
			v := open[len(open)-1]
			open = open[:len(open)-1]
			if len(open) == 0 {
				last()
			}
			j.e.End(v.Action, v.Name, v.Elapsed)
		}
	}
	for _, v := range all {
		end(v.Depth)
		if v.Depth > 0 {
			j.e.Run(v.Name)
		}
		open = append(open, v)
		for _, text := range texts[v.Name] {
			j.e.Output(v.Name, []byte(j.term.Shorten(string(text))))
		}
	}
	end(0)
}

// parts are what is printed of a finding, by the test or subtest that it belongs
// to. The "--- FAIL" line is that one's, and comes once, at its end.
func (j *jsonSink) parts(f *campaign.Finding) []report.Part {
	var b bytes.Buffer
	j.term.WriteFailure(&b, *f)
	if f.Ordinary() {
		top, _, _ := strings.Cut(f.Test, "/")
		return report.Parts(top, b.Bytes())
	}
	head, rest, _ := strings.Cut(b.String(), "\n")
	if _, number, ok := strings.Cut(head, " ("); ok {
		rest = "    " + strings.TrimSuffix(number, ")") + ":\n" + rest
	}
	return []report.Part{{Test: f.Test, Output: []byte(rest)}}
}

func (j *jsonSink) plain(x plainResult) {
	if x.Name == "" {
		j.e.Output("", []byte(j.term.Shorten(x.Output)))
		return
	}
	if !x.Begun {
		j.e.Run(x.Name)
	}
	j.nested(x.verdicts(), x.Explored.Findings, x.Parts, func() {
		j.e.Output(x.Name, []byte(j.term.Shorten(x.Explored.Remarks(true))))
		if x.Parts == nil {
			j.e.Output(x.Name, []byte(j.term.Shorten(x.Output)))
		}
	})
}

func (j *jsonSink) end(p pkgResult) {
	if p.Built != "" {
		j.build(p.Package, j.term.Shorten(string(p.Said)))
		j.begin(p.Package)
	} else {
		j.e.Output("", []byte(j.term.Shorten(string(p.Said))))
	}
	j.e.EndPackage(p.summary())
}

func (j *jsonSink) close() {}

// A buildEvent is a line of go build -json, which go test -json mixes in.
type buildEvent struct {
	ImportPath string
	Action     string
	Output     string `json:",omitempty"`
}

// build reports what the compiler said.
func (j *jsonSink) build(pkg, said string) {
	enc := json.NewEncoder(j.w)
	enc.SetEscapeHTML(false)
	for line := range strings.Lines(said) {
		enc.Encode(buildEvent{ImportPath: pkg, Action: "build-output", Output: line})
	}
	enc.Encode(buildEvent{ImportPath: pkg, Action: "build-fail"})
}
