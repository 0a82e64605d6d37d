package generated

import (
	"os"
	"slices"
	"strings"
	"testing"
)

const (
	programs     = 300
	programsLong = 10_000 // with RACEKIT_LONG=1
	states       = 2500
)

// What a program is known to be, by its parts and its fault, is so in the
// model: no schedule of a right one shows anything, some schedule of a wrong one
// does.
func TestVerdictsAreRight(t *testing.T) {
	programs, small, wrong, big, unknown := programs, 0, 0, 0, 0
	if os.Getenv("RACEKIT_LONG") == "1" {
		programs = programsLong
	}
	for n := range programs {
		r := Generate(n)
		m, ok := r.Make()
		if !ok {
			t.Fatalf("program %d, %s: fault %q has no place", n, r, r.Fault())
		}
		truth, known, text := compare(&m)
		switch {
		case !known:
			unknown++
		case text != "":
			small := r.Shrink(func(_ Recipe, m Made) bool {
				_, _, text := compare(&m)
				return text != ""
			})
			m, _ := small.Make()
			t.Errorf("program %d: %s\nfault: %s\nshrunk from %s to %s:\n%s", n, text, r.Fault(), r, small, m.String())
		case !truth.Whole:
			big++
		case m.Fault != nil:
			wrong++
			fallthrough
		default:
			small++
		}
	}
	t.Logf("%d programs confirmed, %d of them wrong; %d too large, %d with something that the model does not have", small, wrong, big, unknown)
	if small < programs/3 || wrong < programs/6 {
		t.Errorf("only %d of %d programs were confirmed, %d of them wrong", small, programs, wrong)
	}
}

// compare runs the model, and says how the truth is not what the program was
// made for. Timers fire at any time there, but not where a part goes wrong if
// it is kept waiting. A race of two that only the clock keeps apart shows if
// timers fire early, for the model sees two steps that could both come next.
func compare(m *Made) (truth Truth, known bool, text string) {
	truth, known = Model(&m.Program, !m.Timed, states)
	if text = disagrees(m, truth); text != "" && m.Fault != nil && m.Timed {
		truth, known = Model(&m.Program, true, states)
		text = disagrees(m, truth)
	}
	return truth, known, text
}

// disagrees says how the truth is not what the program was made for.
func disagrees(m *Made, truth Truth) string {
	switch {
	case m.Fault == nil && len(truth.Kinds) > 0:
		return "a right program shows " + strings.Join(truth.Kinds, ", ")
	case m.Fault != nil && truth.Whole && len(truth.Kinds) == 0:
		return "no schedule shows its fault"
	case m.Fault != nil && truth.Whole && !slices.ContainsFunc(truth.Kinds, func(k string) bool { return slices.Contains(m.Fault.Kinds, k) }):
		return "its fault shows as " + strings.Join(truth.Kinds, ", ")
	}
	return ""
}

// The model would notice a part that is wrong where it should not be, and a
// fault that is none.
func TestWrongVerdictsAreNoticed(t *testing.T) {
	noticed := 0
	for n := range 100 {
		m, _ := Generate(n).Make()
		if m.Fault != nil {
			m.Fault = nil
		} else {
			m.Fault = &Fault{Name: "none", Kinds: []string{race, deadlock, leak, panics, failure, livelock, fatal}}
		}
		truth, known, text := compare(&m)
		if m.Timed || !known || !truth.Whole {
			continue
		}
		if noticed++; text == "" {
			t.Errorf("program %d: nobody notices that its verdict is turned round:\n%s", n, m.String())
		}
	}
	if noticed < 30 {
		t.Errorf("only %d programs were looked at", noticed)
	}
}

// A line of numbers is the same program again.
func TestEncode(t *testing.T) {
	for n := range 100 {
		m, _ := Generate(n).Make()
		back, err := Decode(m.Encode())
		if err != nil || back.Encode() != m.Encode() || back.String() != m.String() {
			t.Fatalf("program %d is another when it is decoded: %v\n%s\n%s", n, err, m.String(), back.String())
		}
		for _, broken := range []string{"", "x" + m.Encode(), m.Encode() + " 1", strings.TrimRight(m.Encode(), "0123456789 ")} {
			if _, err := Decode(broken); err == nil {
				t.Fatalf("program %d: no error for %q", n, broken)
			}
		}
	}
}

// So is the line of a recipe.
func TestParseRecipe(t *testing.T) {
	for n := range 100 {
		r := Generate(n)
		back, err := ParseRecipe(r.String())
		if err != nil || back.String() != r.String() || len(r.Parts) > 1 && back.Layout != r.Layout {
			t.Fatalf("%s is read as %s, %v", r, back, err)
		}
	}
	for _, text := range []string{"", "counter", "counter[1", "nothing[]", "counter[99999999999999999999]", "counter[] | adds[]; cache[]"} {
		if r, err := ParseRecipe(text); err == nil {
			t.Errorf("%q is read as %s", text, r)
		}
	}
}

// Every kind of part and every fault is among the programs of a short run, and
// the programs are not all alike.
func TestEverythingHasItsTurn(t *testing.T) {
	kinds, faults, layouts, texts := map[int]bool{}, map[string]bool{}, map[int]bool{}, map[string]bool{}
	for n := range programs {
		r := Generate(n)
		if (r.Fault() != "") != (n%2 == 1) {
			t.Fatalf("program %d has fault %q", n, r.Fault())
		}
		for _, p := range r.Parts {
			kinds[p.Kind] = true
			if p.Fault != "" {
				faults[p.Fault] = true
			}
		}
		if len(r.Parts) > 1 {
			layouts[r.Layout] = true
		}
		m, _ := r.Make()
		texts[m.Encode()] = true
	}
	if len(kinds) != len(Kinds) || len(faults) != len(Faults()) || len(layouts) != 3 || len(texts) < programs*9/10 {
		t.Errorf("%d of %d kinds of parts, %d of %d faults, %d layouts, %d different programs of %d", len(kinds), len(Kinds), len(faults), len(Faults()), len(layouts), len(texts), programs)
	}
}
