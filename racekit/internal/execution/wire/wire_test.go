package wire

import (
	"go/parser"
	"go/token"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// message checks that Parse undoes Append for one type of message.
func message[T any](typ byte, gen *rapid.Generator[T], write func([]byte, *T) []byte, parse func([]byte) (T, bool)) func(*rapid.T) {
	return func(t *rapid.T) {
		want := gen.Draw(t, "message")
		prefix := rapid.SliceOfN(rapid.Byte(), 0, 9).Draw(t, "prefix")
		frame := write(append([]byte(nil), prefix...), &want)
		if diff := cmp.Diff(prefix, frame[:len(prefix)], cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("what was there before changed:\n%s", diff)
		}
		frame = frame[len(prefix):]
		gotType, n, ok := ParseHeader(frame)
		if !ok || gotType != typ || n != len(frame)-HeaderSize {
			t.Fatalf("header of %d bytes = %q, %d, %v", len(frame), gotType, n, ok)
		}
		got, ok := parse(frame[HeaderSize:])
		if !ok {
			t.Fatal("not parsed")
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("message changed on the way (-sent +received):\n%s", diff)
		}
		cut := rapid.IntRange(0, max(0, n-1)).Draw(t, "cut")
		if _, ok := parse(frame[HeaderSize : HeaderSize+cut]); ok && n > 0 {
			t.Fatalf("the first %d of %d bytes were taken for a message", cut, n)
		}
		if _, ok := parse(append(frame[HeaderSize:], 0)); ok {
			t.Fatal("a message with one byte more was taken")
		}
	}
}

var (
	natural = rapid.Custom(func(t *rapid.T) int {
		return rapid.OneOf(rapid.IntRange(0, 300), rapid.IntRange(0, 1<<62)).Draw(t, "n")
	})
	natural64 = rapid.Map(natural, func(n int) int64 { return int64(n) })
	words     = rapid.SliceOf(rapid.Uint32())
	texts     = rapid.SliceOf(rapid.String())

	runs = rapid.Custom(func(t *rapid.T) RunRequest {
		return RunRequest{
			Test: rapid.String().Draw(t, "test"), Run: rapid.String().Draw(t, "run"), Input: rapid.String().Draw(t, "input"), Index: natural.Draw(t, "index"), Count: natural.Draw(t, "count"),
			Seed: rapid.Uint64().Draw(t, "seed"), Kind: rapid.Uint8().Draw(t, "kind"), Depth: natural.Draw(t, "depth"),
			Estimate: natural.Draw(t, "estimate"), Model: rapid.Uint8().Draw(t, "model"), Flags: rapid.Uint32().Draw(t, "flags"),
			MaxSteps: natural.Draw(t, "maxsteps"), Timeout: natural64.Draw(t, "timeout"),
			Script: rapid.SliceOf(rapid.Make[Span]()).Draw(t, "script"), Sites: words.Draw(t, "sites"),
			Profile: sched.Profile{Counts: words.Draw(t, "counts"), Weights: rapid.SliceOf(rapid.Make[sched.Weight]()).Draw(t, "weights"), Uses: rapid.SliceOf(rapid.Make[sched.Use]()).Draw(t, "uses")},
		}
	})
	hellos = rapid.Custom(func(t *rapid.T) HelloReply {
		return HelloReply{
			Proto: rapid.Uint32().Draw(t, "proto"), GoVersion: rapid.String().Draw(t, "go"), Arch: rapid.String().Draw(t, "arch"),
			Race: rapid.Bool().Draw(t, "race"), Detector: rapid.Uint8().Draw(t, "detector"), Tests: texts.Draw(t, "tests"), Examples: texts.Draw(t, "examples"), Fuzzers: texts.Draw(t, "fuzz"),
		}
	})
	notes = rapid.Custom(func(t *rapid.T) NoteRecord {
		return NoteRecord{Step: natural.Draw(t, "step"), Task: rapid.Uint32().Draw(t, "task"), Text: rapid.String().Draw(t, "text")}
	})
	records = rapid.Custom(func(t *rapid.T) RunRecord {
		return RunRecord{Hash: rapid.Uint64().Draw(t, "hash"), Steps: natural.Draw(t, "steps"), Tasks: natural.Draw(t, "tasks"), Choices: natural.Draw(t, "choices"), Marks: texts.Draw(t, "marks"), Pairs: words.Draw(t, "pairs")}
	})
	outcomes = rapid.Custom(func(t *rapid.T) RawOutcome {
		return RawOutcome{
			Status: rapid.Uint8().Draw(t, "status"), Index: natural.Draw(t, "index"), Seed: rapid.Uint64().Draw(t, "seed"),
			Hash: rapid.Uint64().Draw(t, "hash"), Steps: natural.Draw(t, "steps"), Races: natural.Draw(t, "races"),
			Switches: natural.Draw(t, "switches"), Begin: natural64.Draw(t, "begin"), End: natural64.Draw(t, "end"),
			Message: rapid.String().Draw(t, "message"), Culprit: rapid.Uint32().Draw(t, "culprit"), Stack: words.Draw(t, "stack"),
			Leaked: words.Draw(t, "leaked"), Left: words.Draw(t, "left"), DivergedAt: natural.Draw(t, "diverged"),
			External: rapid.Bool().Draw(t, "external"), Whole: rapid.Bool().Draw(t, "whole"), Hopeless: rapid.Bool().Draw(t, "hopeless"), Notes: rapid.SliceOf(notes).Draw(t, "notes"), Goroutines: rapid.SliceOf(rapid.Make[TaskRecord]()).Draw(t, "tasks"),
			Table: rapid.SliceOf(rapid.Make[StackRecord]()).Draw(t, "table"), EventStack: words.Draw(t, "eventstack"),
			Offers: rapid.SliceOf(rapid.Make[sched.Offer]()).Draw(t, "offers"), Values: rapid.SliceOf(rapid.Make[ValueRecord]()).Draw(t, "values"),
			Tests: rapid.SliceOf(rapid.Make[TestRecord]()).Draw(t, "tests"), FailedTest: rapid.Uint32().Draw(t, "failedtest"), Outside: words.Draw(t, "outside"),
		}
	})
	dones = rapid.Custom(func(t *rapid.T) DoneReply {
		m := DoneReply{Runs: rapid.SliceOf(records).Draw(t, "runs"), Stopped: rapid.Bool().Draw(t, "stopped"), Learned: words.Draw(t, "learned")}
		if m.Stopped {
			m.Outcome = outcomes.Draw(t, "outcome")
		}
		return m
	})
	codeFrames = rapid.Custom(func(t *rapid.T) CodeFrame {
		return CodeFrame{Func: rapid.String().Draw(t, "func"), File: rapid.String().Draw(t, "file"), Line: natural.Draw(t, "line"), Entry: natural.Draw(t, "entry")}
	})
	frames = rapid.Custom(func(t *rapid.T) FramesReply {
		lists := rapid.Map(rapid.SliceOf(codeFrames), func(f []CodeFrame) FrameList { return FrameList{Frames: f} })
		return FramesReply{Lists: rapid.SliceOf(lists).Draw(t, "lists")}
	})
)

func TestRoundTrip(t *testing.T) {
	t.Run("run", rapid.MakeCheck(message(TypeRun, runs, AppendRun, ParseRun)))
	t.Run("symbolize", rapid.MakeCheck(message(TypeSymbolize, rapid.Make[SymbolRequest](), AppendSymbolize, ParseSymbolize)))
	t.Run("hello", rapid.MakeCheck(message(TypeHello, hellos, AppendHello, ParseHello)))
	t.Run("done", rapid.MakeCheck(message(TypeDone, dones, AppendDone, ParseDone)))
	t.Run("frames", rapid.MakeCheck(message(TypeFrames, frames, AppendFrames, ParseFrames)))
	t.Run("error", rapid.MakeCheck(message(TypeError, rapid.Make[ErrorReply](), AppendError, ParseError)))
}

func TestQuit(t *testing.T) {
	typ, n, ok := ParseHeader(AppendQuit(nil))
	if typ != TypeQuit || n != 0 || !ok {
		t.Errorf("ParseHeader(AppendQuit(nil)) = %q, %d, %v, want 'Q', 0, true", typ, n, ok)
	}
}

func TestNegativeNumbersAreSentAsZero(t *testing.T) {
	m := RunRequest{Index: -1, Depth: -3, Timeout: -5}
	got, ok := ParseRun(AppendRun(nil, &m)[HeaderSize:])
	if !ok || got.Index != 0 || got.Depth != 0 || got.Timeout != 0 {
		t.Errorf("got %+v, %v, want zeroes", got, ok)
	}
}

func TestParseHeader(t *testing.T) {
	for _, tt := range []struct {
		reason string
		in     []byte
		ok     bool
	}{
		{"nothing", nil, false},
		{"too short", []byte{1, 0, 0, 0}, false},
		{"no room for the type", []byte{0, 0, 0, 0, 'Q'}, false},
		{"longer than any message", []byte{0xff, 0xff, 0xff, 0xff, 'D'}, false},
		{"just a type", []byte{1, 0, 0, 0, 'Q'}, true},
	} {
		if _, _, ok := ParseHeader(tt.in); ok != tt.ok {
			t.Errorf("%s: ParseHeader(%v) ok = %v, want %v", tt.reason, tt.in, ok, tt.ok)
		}
	}
}

func TestNumbersThatAreTooLarge(t *testing.T) {
	for _, tt := range []struct {
		reason string
		in     []byte
		ok     bool
	}{
		{"2^32-1", []byte{1, 0xff, 0xff, 0xff, 0xff, 0x0f}, true},
		{"2^32", []byte{1, 0x80, 0x80, 0x80, 0x80, 0x10}, false},
		{"2^64 wraps to 0", []byte{1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02}, false},
		{"no end", []byte{1, 0x80, 0x80}, false},
	} {
		if m, ok := ParseSymbolize(tt.in); ok != tt.ok {
			t.Errorf("%s: ParseSymbolize = %v, %v, want %v", tt.reason, m, ok, tt.ok)
		}
	}
}

func TestScript(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		script := rapid.SliceOf(rapid.Uint32Range(1, 3)).Draw(t, "script")
		spans := Compress(script)
		for i, s := range spans {
			if s.N == 0 || i > 0 && spans[i-1].Task == s.Task {
				t.Fatalf("span %d of %v is not the longest", i, spans)
			}
		}
		got, ok := Expand(nil, spans, len(script))
		if diff := cmp.Diff(script, got, cmpopts.EquateEmpty()); !ok || diff != "" {
			t.Fatalf("script changed, ok = %v (-before +after):\n%s", ok, diff)
		}
		if _, ok := Expand(nil, spans, len(script)-1); ok && len(script) > 0 {
			t.Fatal("a script above the limit was expanded")
		}
	})
}

func TestExpandOfHugeScriptAllocatesNothing(t *testing.T) {
	huge := []Span{{1, 1<<32 - 1}, {2, 1<<32 - 1}}
	if got, ok := Expand(nil, huge, 1000); ok || got != nil {
		t.Errorf("Expand = %v, %v, want nothing", got, ok)
	}
}

// A length that the message cannot hold must not be believed.
func TestParseAllocatesNoMoreThanTheInputJustifies(t *testing.T) {
	claim := append([]byte{0xff, 0xff, 0xff, 0xff, 0xf}, make([]byte, 100)...) // 2^32-1 elements
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 10 {
		ParseRun(claim)
		ParseSymbolize(claim)
		ParseHello(claim)
		ParseDone(claim)
		ParseFrames(claim)
		ParseError(claim)
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
		t.Errorf("parsing 60 messages of 105 bytes allocated %d bytes, want less than 1 MiB", got)
	}
}

// The source is injected into package testing, so it must stand alone, beside
// that of sched.
func TestImportsNothingElse(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") || f.Name() == "source.go" {
			continue // source.go holds the source for the injection and is not injected
		}
		src, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imp := range src.Imports {
			if !strings.HasSuffix(imp.Path.Value, "/internal/sched\"") {
				t.Errorf("%s imports %s, want sched at most", f.Name(), imp.Path.Value)
			}
		}
	}
}

// stable checks that what was parsed is parsed the same once more.
func stable[T any](t *testing.T, b []byte, parse func([]byte) (T, bool), write func([]byte, *T) []byte) {
	m, ok := parse(b)
	if !ok {
		return
	}
	again, ok := parse(write(nil, &m)[HeaderSize:])
	if !ok {
		t.Fatalf("%+v was parsed from % x, but not from its own encoding", m, b)
	}
	if diff := cmp.Diff(m, again, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("changed on the way (-first +second):\n%s", diff)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(AppendRun(nil, &RunRequest{Test: "TestX", Script: []Span{{1, 2}}, Sites: []uint32{3, 9}}))
	f.Add(AppendSymbolize(nil, &SymbolRequest{PCs: []uint32{1, 2}}))
	f.Add(AppendHello(nil, &HelloReply{Proto: 1, GoVersion: "go1.26", Tests: []string{"TestX"}}))
	f.Add(AppendDone(nil, &DoneReply{Runs: []RunRecord{{1, 2, 3, 4, 5, []string{"m"}, []uint32{5}}}, Stopped: true, Outcome: RawOutcome{Goroutines: []TaskRecord{{ID: 1, Wait: "select"}}}}))
	f.Add(AppendFrames(nil, &FramesReply{Lists: []FrameList{{Frames: []CodeFrame{{Func: "main.main", Line: 3}}}}}))
	f.Add(AppendError(nil, &ErrorReply{Text: "no such test"}))
	f.Fuzz(func(t *testing.T, b []byte) {
		typ, n, ok := ParseHeader(b)
		if !ok || n > len(b)-HeaderSize {
			return
		}
		b = b[HeaderSize : HeaderSize+n]
		switch typ {
		case TypeRun:
			stable(t, b, ParseRun, AppendRun)
		case TypeSymbolize:
			stable(t, b, ParseSymbolize, AppendSymbolize)
		case TypeHello:
			stable(t, b, ParseHello, AppendHello)
		case TypeDone:
			stable(t, b, ParseDone, AppendDone)
		case TypeFrames:
			stable(t, b, ParseFrames, AppendFrames)
		case TypeError:
			stable(t, b, ParseError, AppendError)
		}
	})
}

// Several goroutines may send requests that share a script and sites.
func TestAppendOnlyReads(t *testing.T) {
	m := RunRequest{Test: "TestX", Script: []Span{{1, 2}, {2, 1}}, Sites: []uint32{3, 7}, MaxSteps: 5, Timeout: 6}
	done := make(chan []byte)
	for range 2 {
		go func() {
			shared := m
			done <- AppendRun(nil, &shared)
		}()
	}
	if a, b := <-done, <-done; string(a) != string(b) {
		t.Errorf("%q and %q", a, b)
	}
}
