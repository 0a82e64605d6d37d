package record

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/tests/golden"
)

func sampleRecord() *Record {
	return &Record{
		Log: []string{"TestTransfer: test failure", "  lost update: balance = 90, want 80"},
		Go:  "go1.26.8", Test: "TestTransfer", Package: "example.com/bank", Kind: finding.TestFailure, Identity: "4f2a91c07d3be815",
		Strategy: "pct:3", Seed: 1<<64 - 1, Index: 37, Model: "preemptive", Race: true,
		Sites: []Site{{"example.com/bank.(*T[go.shape.struct { x int }]).M", 0x1c}}, Hash: 0xab, Steps: 9,
		Decisions: []uint32{1, 1, 1, 2, 1, 1, 3, 3, 3},
	}
}

func recordText(t *testing.T, r *Record) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := r.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRecordText(t *testing.T) { golden.Check(t, "record.golden", recordText(t, sampleRecord())) }

func genRecord(t *rapid.T) *Record {
	word := rapid.StringMatching(`[A-Za-z0-9_./()*é-]{1,30}`)
	words := rapid.StringMatching(`[a-z.(*\[]([a-zA-Z0-9 .+x]{0,30}[a-z\])])?`)
	count := rapid.IntRange(0, maxCount)
	early, wide, real := rapid.Bool().Draw(t, "early"), rapid.Bool().Draw(t, "wide"), rapid.Bool().Draw(t, "real")
	return &Record{
		Log: rapid.SliceOfN(rapid.StringMatching(`( {0,6}[\pL\pN!-~][ -~]{0,60}[!-~])?`), 0, 5).Draw(t, "log"),
		Go:  word.Draw(t, "go"), Engine: count.Draw(t, "engine"), Test: word.Draw(t, "test"), Package: word.Draw(t, "package"),
		Subtest: rapid.StringMatching(`([a-z]+(/[a-z]+)*)?`).Draw(t, "subtest"), Input: rapid.String().Draw(t, "input"),
		Kind:     rapid.SampledFrom(recorded).Draw(t, "kind"),
		Identity: rapid.StringMatching(`[0-9a-f]{16}`).Draw(t, "identity"),
		Strategy: word.Draw(t, "strategy"), Seed: rapid.Uint64().Draw(t, "seed"), Index: count.Draw(t, "index"),
		Model: rapid.SampledFrom([]string{"preemptive", "cooperative"}).Draw(t, "model"),
		Race:  rapid.Bool().Draw(t, "race"), Detector: rapid.SampledFrom([]execution.Detector{execution.TSan, execution.Own}).Draw(t, "detector"), RealTime: real, Epoch: rapid.Int64Range(0, maxEpoch).Draw(t, "epoch"),
		Early: early, Wide: wide, Isolated: rapid.Bool().Draw(t, "isolated"), Short: rapid.Bool().Draw(t, "short"),
		Tags:     rapid.StringMatching(`([a-z]+(,[a-z]+)*)?`).Draw(t, "tags"),
		MaxSteps: count.Draw(t, "max"), Timeout: time.Duration(rapid.Int64Min(0).Draw(t, "timeout")),
		Sites: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Site {
			return Site{words.Draw(t, "func"), rapid.Uint32().Draw(t, "offset")}
		}), 0, 8).Draw(t, "sites"),
		Hash: rapid.Uint64().Draw(t, "hash"), Steps: count.Draw(t, "steps"), Number: count.Draw(t, "schedule"),
		Decisions: genDecisions(t, !real),
	}
}

// genDecisions favours runs, as schedules do. Where time is virtual 0 moves the
// clock.
func genDecisions(t *rapid.T, virtual bool) []uint32 {
	least := 1
	if virtual {
		least = 0
	}
	var out []uint32
	for range rapid.IntRange(0, 60).Draw(t, "runs") {
		id := uint32(rapid.OneOf(rapid.IntRange(least, 4), rapid.IntRange(1, maxTask)).Draw(t, "task"))
		id = sched.Decision(id, uint8(rapid.OneOf(rapid.Just(0), rapid.IntRange(0, maxWay)).Draw(t, "way")))
		for range rapid.IntRange(1, 20).Draw(t, "times") {
			out = append(out, id)
		}
	}
	return out
}

func TestRecordRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := genRecord(t)
		text, err := want.text()
		if err != nil {
			t.Fatal(err)
		}
		_, body, _ := strings.Cut(text, "\ndecisions ")
		for line := range strings.Lines(body) {
			if len(line) > recordWidth+1 {
				t.Fatalf("a line of %d columns: %q", len(line)-1, line)
			}
		}
		got, err := Read(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if len(want.Log) == 0 {
			want.Log = nil
		}
		if len(want.Sites) == 0 {
			want.Sites = nil
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("-written +read:\n%s\n%s", diff, text)
		}
	})
}

func TestReadRecordErrors(t *testing.T) {
	good := recordText(t, sampleRecord())
	swap := func(from, to string) string {
		if !strings.Contains(good, from) {
			t.Fatalf("the sample has no %q", from)
		}
		return strings.Replace(good, from, to, 1)
	}
	for _, tt := range []struct{ reason, text, want string }{
		{"empty", "", `line 1: the file is empty; a record starts with "racekit record v1"`},
		{"foreign", "go test fuzz v1\nint(1)\n", `line 1: this is not a racekit record: it starts with "go test fuzz v1", not with "racekit record v1"`},
		{"other version", swap("record v1", "record v2"), `line 1: the record has format "v2", this racekit reads "v1": use the racekit that wrote it, or delete the file and let racekit test find it again`},
		{"unknown key", swap("early false", "earlier false"), `line 15: unknown key "earlier"`},
		{"no value", swap("early false", "early"), `line 15: "early" is not a key and a value`},
		{"twice", swap("early false", "seed 3"), `line 15: seed is given again; it was on line 10`},
		{"missing", swap("early false\n", ""), `line 20: the file ends without "early"`},
		{"another detector", swap("early false", "detector helgrind"), `line 15: detector "helgrind" must be own; leave it out for tsan`},
		{"the detector of all records without the key", swap("early false", "detector tsan"), `line 15: detector "tsan" must be own; leave it out for tsan`},
		{"no number", swap("index 37", "index -1"), `line 11: index "-1" is not a number`},
		{"too large", swap("seed 18446744073709551615", "seed 18446744073709551616"), `line 10: seed "18446744073709551616" is larger than 18446744073709551615`},
		{"leading zero", swap("index 37", "index 037"), `line 11: index "037" must be a number without leading zeros`},
		{"choice", swap("build race", "build fast"), `line 13: build "fast" must be norace or race`},
		{"model", swap("model preemptive", "model x"), `line 12: model "x" must be preemptive or cooperative`},
		{"kind", swap("kind test failure", "kind bad luck"), `line 7: kind "bad luck" is not a kind of finding that this racekit knows`},
		{"identity", swap("identity 4f2a91c07d3be815", "identity ../../etc"), `line 8: identity "../../etc" must be 16 digits of 0-9 and a-f`},
		{"hash", swap("hash 00000000000000ab", "hash ab"), `line 17: hash "ab" must be 16 hex digits`},
		{"site", swap("+0x1c", ""), `line 19: site "example.com/bank.(*T[go.shape.struct { x int }]).M" is not a function and an offset, like pkg.F+0x1c`},
		{"late comment", swap("seed", "# x\nseed"), `line 10: comments stand before the first key only`},
		{"cut off", strings.TrimSuffix(good, "1*3 2 1*2 3*3\n"), `line 20: the file ends after 0 of 9 decisions`},
		{"cut off in the keys", good[:strings.Index(good, "steps")], `line 17: the file ends without "steps"`},
		{"too many", good + "1\n", `line 22: there are more than the 9 decisions announced`},
		{"a bomb", swap("3*3", "3*4194304"), `line 21: there are more than the 9 decisions announced`},
		{"a larger bomb", swap("decisions 9", "decisions 99999999999"), `line 20: the number of decisions, "99999999999", is larger than 4194304`},
		{"no virtual clock", strings.Replace(swap("3*3", "0*3"), "time virtual", "time real", 1), `line 21: goroutines are numbered from 1; 0 moves the clock to the next timer, which needs time virtual`},
		{"no times", swap("3*3", "3*0"), `line 21: the count in "3*0" must be above zero`},
		{"word for number", swap("3*3", "x"), `line 21: goroutine "x" is not a number`},
		{"endless line", "racekit record v1\n# " + strings.Repeat("x", 1<<17), `line 2: it is longer than any line of a record`},
		{"binary", "\x7fELF\x02\x00", `line 1: this is not a racekit record: it starts with "\x7fELF\x02\x00", not with "racekit record v1"`},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			r, err := Read(strings.NewReader(tt.text))
			if err == nil {
				t.Fatalf("read without an error: %+v", r)
			}
			if err.Error() != tt.want {
				t.Errorf("error\n%s\nwant\n%s", err, tt.want)
			}
		})
	}
	big := "racekit record v1\n" + strings.Repeat("# "+strings.Repeat("x", 100)+"\n", maxRecordSize/100)
	if _, err := Read(strings.NewReader(big)); err == nil || !strings.Contains(err.Error(), "larger than 16 MB") {
		t.Errorf("a huge file: %v", err)
	}
}

func TestWriteRecordErrors(t *testing.T) {
	for _, tt := range []struct {
		reason string
		change func(*Record)
		want   string
	}{
		{"no test", func(r *Record) { r.Test = "" }, "it has no test"},
		{"line break", func(r *Record) { r.Package = "a\nseed" }, "holds a character that cannot be printed"},
		{"identity", func(r *Record) { r.Identity = "../x" }, "must be 16 digits"},
		{"no virtual clock", func(r *Record) { r.RealTime, r.Decisions = true, []uint32{1, 0} }, "decision 2 moves the clock, which is the machine's"},
		{"too long", func(r *Record) { r.Decisions = make([]uint32, maxDecisions+1) }, "more than 4194304"},
		{"site", func(r *Record) { r.Sites = []Site{{" f", 1}} }, `site 1, function " f"`},
		{"negative", func(r *Record) { r.Index = -1 }, `index "-1" is not a number`},
		{"unknown kind", func(r *Record) { r.Kind = "odd" }, "is not a kind"},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			r := sampleRecord()
			tt.change(r)
			var b bytes.Buffer
			if _, err := r.WriteTo(&b); err == nil || !strings.Contains(err.Error(), tt.want) || b.Len() > 0 {
				t.Errorf("error %v, %d bytes; want %q and none", err, b.Len(), tt.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	text, err := sampleRecord().text()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(text))
	f.Add([]byte("racekit record v1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read(bytes.NewReader(data))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "line ") {
				t.Errorf("no line in %q", err)
			}
			return
		}
		text, err := r.text()
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		again, err := Read(strings.NewReader(text))
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		for i, l := range r.Log {
			r.Log[i] = strings.TrimRight(l, " ")
		}
		if diff := cmp.Diff(r, again); diff != "" {
			t.Errorf("differs after writing:\n%s", diff)
		}
	})
}

func TestSave(t *testing.T) {
	root := filepath.Join(t.TempDir(), "testdata", "racekit")
	r := sampleRecord()
	path, written, err := Save(root, r, false)
	if err != nil || !written {
		t.Fatal(path, written, err)
	}
	if want := filepath.Join(root, "TestTransfer", r.Identity); path != want {
		t.Errorf("path %s, want %s", path, want)
	}
	r.Seed = 7
	if _, written, err := Save(root, r, false); written || err != nil {
		t.Errorf("the same finding was written again: %v", err)
	}
	if got, err := Load(path); err != nil || got.Seed != 1<<64-1 {
		t.Errorf("the first record did not stay: %v", err)
	}
	if _, written, err := Save(root, r, true); !written || err != nil {
		t.Errorf("not replaced: %v", err)
	}
	if got, err := Load(path); err != nil || got.Seed != 7 {
		t.Errorf("not replaced: %+v, %v", got, err)
	}
	for _, stray := range []string{"notes.txt", ".record-123"} {
		if err := os.WriteFile(filepath.Join(root, "TestTransfer", stray), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	other := sampleRecord()
	other.Test, other.Identity = "TestOther", "0000000000000001"
	second, _, err := Save(root, other, false)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Saved(root, ""); err != nil || !cmp.Equal(got, []string{second, path}) {
		t.Errorf("Saved = %v, %v", got, err)
	}
	if got, err := Saved(root, "TestTransfer"); err != nil || !cmp.Equal(got, []string{path}) {
		t.Errorf("Saved = %v, %v", got, err)
	}
	if got, err := Saved(filepath.Join(root, "none"), ""); err != nil || got != nil {
		t.Errorf("Saved without a directory = %v, %v", got, err)
	}
}

func TestSaveLeavesNothingHalf(t *testing.T) {
	root := t.TempDir()
	r := sampleRecord()
	// A directory stands where the record belongs: the rename fails.
	path := File(root, r.Test, r.Identity)
	if err := os.MkdirAll(filepath.Join(path, "x"), 0o777); err != nil {
		t.Fatal(err)
	}
	_, _, err := Save(root, r, true)
	if err == nil || !strings.Contains(err.Error(), "the finding was not recorded") || !strings.Contains(err.Error(), "-out") {
		t.Errorf("error %v", err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	if _, err := Load(path + "/x/y"); err == nil {
		t.Error("a missing file was read")
	}
}

func TestPathElement(t *testing.T) {
	for _, tt := range []struct{ reason, test, prefix string }{
		{"as it is", "TestTransfer", "TestTransfer"},
		{"a subtest", "TestX/a b", "TestX_a_b-"},
		{"traversal", "../../etc/passwd", "_"},
		{"dots", "..", "_"},
		{"a dot at the end", "Test.", "Test-"},
		{"hidden", ".git", "_git-"},
		{"backslash", `Test\..\x`, "Test_..\x5f"},
		{"empty", "", "-"},
		{"other letters", "TestÜber", "Test_ber-"},
		{"NUL", "Test\x00", "Test_-"},
		{"long", "Test" + strings.Repeat("x", 300), "Testxxx"},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			got := PathElement(tt.test)
			if !strings.HasPrefix(got, tt.prefix) || len(got) > 120 || got == "" || got[0] == '.' || strings.ContainsAny(got, "/\\\x00 ") {
				t.Errorf("PathElement(%q) = %q", tt.test, got)
			}
			if filepath.Dir(File("root", tt.test, "x")) != filepath.Join("root", got) {
				t.Errorf("%q leaves its directory", got)
			}
		})
	}
	if PathElement("Test/a") == PathElement("Test_a") || PathElement("Test/a") == PathElement("Test:a") {
		t.Error("different tests share a directory")
	}
}

var recorded = slices.DeleteFunc(finding.Kinds(), func(k finding.Kind) bool { return !k.Recorded() })
