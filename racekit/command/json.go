package command

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/report"
)

// jsonSink prints results as the events of go test -json.
type jsonSink struct {
	w    io.Writer
	term report.Terminal
	now  func() time.Time
	e    *report.Events // of the package
}

func (j *jsonSink) begin(pkg string) {
	j.e = &report.Events{W: j.w, Package: pkg, Now: j.now}
	j.e.Start()
}

func (j *jsonSink) run(test string) { j.e.Run(test) }

func (j *jsonSink) test(x exploration) {
	j.findings(&x)
	j.e.Output(x.Test, []byte(j.term.Shorten(x.remarks(true))))
	j.e.End(x.action(), x.Test, x.Elapsed)
}

func (j *jsonSink) findings(x *exploration) {
	for _, f := range x.Findings {
		var b bytes.Buffer
		j.term.WriteFailure(&b, f.Failure)
		// The "--- FAIL" line is the test's, and comes once, at its end.
		head, rest, _ := strings.Cut(b.String(), "\n")
		if _, number, ok := strings.Cut(head, " ("); ok {
			rest = "    " + strings.TrimSuffix(number, ")") + ":\n" + rest
		}
		j.e.Output(x.Test, []byte(rest))
	}
}

func (j *jsonSink) plain(x plainResult) {
	if x.Name == "" {
		j.e.Output("", []byte(j.term.Shorten(x.Output)))
		return
	}
	if !x.Begun {
		j.e.Run(x.Name)
	}
	j.findings(&x.Explored)
	j.e.Output(x.Name, []byte(j.term.Shorten(x.Explored.remarks(true))))
	j.e.Output(x.Name, []byte(j.term.Shorten(x.Output)))
	j.e.End(x.action(), x.Name, x.Elapsed)
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
