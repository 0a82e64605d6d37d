package generated

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A Kind is one kind of part.
type Kind struct {
	Name string
	make func(*builder) []Stmt
}

// Kinds are all parts that there are.
var Kinds = []Kind{
	{"counter", counter}, {"adds", adds}, {"ordered", ordered}, {"account", account}, {"cache", cache}, {"initOnce", initOnce},
	{"permits", permits}, {"takers", takers}, {"flagAndCond", flagAndCond}, {"barrier", barrier}, {"rounds", rounds},
	{"pipeline", pipeline}, {"workers", workers}, {"handOver", handOver}, {"closing", closing}, {"quitting", quitting}, {"answer", answer},
	{"abandoned", abandoned}, {"full", full}, {"either", either}, {"subtests", subtests},
	{"request", request}, {"stopped", stopped}, {"ticking", ticking}, {"later", later}, {"sleeping", sleeping}, {"postponed", postponed},
	{"drained", drained}, {"sleepers", sleepers},
	{"election", election}, {"checkedTwice", checkedTwice}, {"upgraded", upgraded}, {"handedLock", handedLock}, {"steady", steady},
	{"draining", draining}, {"rearmed", rearmed}, {"heartbeat", heartbeat}, {"crowd", crowd}, {"table", table},
	{"registry", registry}, {"whenDone", whenDone},
	{"measured", measured}, {"inTime", inTime}, {"untilTheEnd", untilTheEnd}, {"cleanedUp", cleanedUp},
	{"flag", flag}, {"tried", tried}, {"deadline", deadline}, {"expiry", expiry}, {"spin", spin},
}

// Layouts say how the parts of a program stand to each other.
const (
	InTurn = iota
	SideBySide
	Nested // the second within the first, if that has a place for it; the others follow
	layouts
)

// A Recipe is what a program is made from.
type Recipe struct {
	Parts  []Part
	Layout int
	Early  bool // timers may fire at any time
}

// Fault is the name of the recipe's fault; "" if there is none.
func (r Recipe) Fault() string {
	for _, p := range r.Parts {
		if p.Fault != "" {
			return p.Fault
		}
	}
	return ""
}

// joints stand between the parts of a recipe, by its layout.
var joints = []string{InTurn: "; ", SideBySide: " | ", Nested: " around "}

// String is the recipe in one line, from which ParseRecipe makes it again: of
// each part its kind, what it draws, and its fault.
func (r Recipe) String() string {
	var names []string
	for _, p := range r.Parts {
		name := fmt.Sprint(Kinds[p.Kind].Name, p.Tape)
		if p.Fault != "" {
			name += "{" + p.Fault + "}"
		}
		names = append(names, name)
	}
	line := strings.Join(names, joints[r.Layout])
	if r.Early {
		line = early + line
	}
	return line
}

// early begins the line of a recipe whose timers may fire at any time.
const early = "early: "

var partText = regexp.MustCompile(`^(\w+)\[([0-9 ]*)\](?:\{(.*)\})?$`)

// ParseRecipe is the inverse of String.
func ParseRecipe(text string) (r Recipe, err error) {
	text, r.Early = strings.CutPrefix(text, early)
	for layout, joint := range joints {
		if strings.Contains(text, joint) {
			r.Layout = layout
		}
	}
	for _, name := range strings.Split(text, joints[r.Layout]) {
		m := partText.FindStringSubmatch(name)
		if m == nil {
			return r, fmt.Errorf("%q is no part: write kind[numbers] or kind[numbers]{fault}", name)
		}
		p := Part{Fault: m[3], Kind: slices.IndexFunc(Kinds, func(k Kind) bool { return k.Name == m[1] })}
		if p.Kind < 0 {
			return r, fmt.Errorf("there is no kind of part %q", m[1])
		}
		for _, word := range strings.Fields(m[2]) {
			n, err := strconv.Atoi(word)
			if err != nil {
				return r, err
			}
			p.Tape = append(p.Tape, n)
		}
		r.Parts = append(r.Parts, p)
	}
	return r, nil
}

// OnTime reports whether some schedule of a program shows its fault although
// timers fire on time, that is only when nothing else can go on. known is false
// where that is not known.
func (m *Made) OnTime() (shows, known bool) {
	if m.Fault == nil || m.Fault.Early {
		return false, true
	}
	waits := m.Timed // a part that waits for a timer may keep others from meeting
	Walk(m.Body, func(s Stmt) { waits = waits || s.Op == Sleep })
	if !waits {
		return true, true
	}
	truth, known := Model(&m.Program, false, 20_000)
	shows = slices.ContainsFunc(truth.Kinds, func(k string) bool { return slices.Contains(m.Fault.Kinds, k) })
	return shows, known && (shows || truth.Whole)
}

// A Made is a program and what is known of it.
type Made struct {
	Program
	Traits
	Fault *Fault // nil if there is none
}

// Make makes the program of a recipe. It reports whether it is what the recipe
// says: its fault has a place in it, and it is not wrong only because timers
// fire at any time.
func (r Recipe) Make() (m Made, ok bool) {
	made := func(p *Part, random func(int) int, nested []Stmt) []Stmt {
		b := &builder{prog: &m.Program, tape: p.Tape, random: random, fault: p.Fault, nested: nested}
		body := Kinds[p.Kind].make(b)
		if b.nested != nil {
			body = append(body, st(Block).do(b.nested...))
		}
		if i := slices.IndexFunc(b.met, func(f Fault) bool { return f.Name == p.Fault }); i >= 0 {
			m.Fault = &b.met[i]
		}
		m.Timed, m.Clocked, m.Polls = m.Timed || b.Timed, m.Clocked || b.Clocked, m.Polls || b.Polls
		return body
	}
	parts := r.Parts
	switch {
	case r.Layout == Nested && len(parts) > 1:
		inner := made(&parts[1], nil, nil)
		m.Body = made(&parts[0], nil, inner)
		parts = parts[2:]
	case r.Layout == SideBySide && len(parts) > 1:
		wg := count(&m.WaitGroups)
		for i := range parts[1:] {
			m.Body = append(m.Body, st(WGGo, wg).do(made(&parts[1+i], nil, nil)...))
		}
		m.Body = seq(m.Body, made(&parts[0], nil, nil), one(st(WGWait, wg)))
		parts = nil
	}
	for i := range parts {
		m.Body = append(m.Body, made(&parts[i], nil, nil)...)
	}
	return m, (m.Fault != nil) == (r.Fault() != "") && !(r.Early && m.Fault == nil && m.Timed)
}

// A source is where a number's program comes from: splitmix64, the same on all
// machines and with all versions of Go.
type source uint64

func (s *source) below(n int) int {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) >> 1 % uint64(n))
}

// draw makes a part at random, with its whole tape, and says which faults it
// could have.
func draw(kind int, random func(int) int) (Part, []Fault) {
	b := &builder{prog: &Program{}, random: random}
	Kinds[kind].make(b)
	return Part{Kind: kind, Tape: b.tape}, b.met
}

// A Place is a fault with the kinds of parts that can have it.
type Place struct {
	Fault Fault
	Kinds []int
}

// Faults are all faults.
var Faults = sync.OnceValue(func() []Place {
	var all []Place
	for kind := range Kinds {
		for seed := range 200 {
			random := source(seed)
			_, met := draw(kind, random.below)
			for _, f := range met {
				i := slices.IndexFunc(all, func(p Place) bool { return p.Fault.Name == f.Name })
				if i < 0 {
					i = len(all)
					all = append(all, Place{Fault: f})
				}
				if !slices.Contains(all[i].Kinds, kind) {
					all[i].Kinds = append(all[i].Kinds, kind)
				}
			}
		}
	}
	return all
})

// Generate returns the recipe of a program. Those with even numbers have no
// fault. All kinds of parts, and all faults, have their turn.
func Generate(number int) Recipe {
	random := source(number) << 20
	turn := number / 2
	var r Recipe
	fault := Fault{}
	kind := turn % len(Kinds)
	if number%2 == 1 {
		place := Faults()[turn%len(Faults())]
		kind, fault = place.Kinds[random.below(len(place.Kinds))], place.Fault
	}
	for r.Parts == nil {
		p, met := draw(kind, random.below)
		if p.Fault = fault.Name; p.Fault == "" || slices.ContainsFunc(met, func(f Fault) bool { return f.Name == p.Fault }) {
			r.Parts = []Part{p}
		}
	}
	for range []int{0, 0, 0, 0, 1, 1, 1, 2, 2, 3}[random.below(10)] {
		p, _ := draw(random.below(len(Kinds)), random.below)
		if slices.Contains(fault.Kinds, leak) && (Kinds[p.Kind].Name == "abandoned" || Kinds[p.Kind].Name == "untilTheEnd") {
			continue // who sleeps there could know the channel of the goroutine that leaks
		}
		r.Parts = append(r.Parts, p)
	}
	first := random.below(len(r.Parts))
	r.Parts[0], r.Parts[first] = r.Parts[first], r.Parts[0]
	r.Layout = random.below(layouts)
	if r.Early = turn%5 == 4; r.Early {
		_, r.Early = r.Make()
	}
	return r
}

// Shrink returns the smallest recipe that it finds for which wrong is true, as
// it is for r.
func (r Recipe) Shrink(wrong func(Recipe, Made) bool) Recipe {
	for {
		smaller, any := r.smaller(func(c Recipe) bool {
			m, ok := c.Make()
			return ok && wrong(c, m)
		})
		if !any {
			return r
		}
		r = smaller
	}
}

// smaller returns the first recipe that is a bit smaller than r and good.
func (r Recipe) smaller(good func(Recipe) bool) (Recipe, bool) {
	var candidates []Recipe
	with := func(layout int, parts []Part) {
		candidates = append(candidates, Recipe{Parts: parts, Layout: layout, Early: r.Early})
	}
	for i, p := range r.Parts {
		if p.Fault == "" && len(r.Parts) > 1 {
			with(r.Layout, slices.Delete(slices.Clone(r.Parts), i, i+1))
		}
	}
	if r.Early {
		candidates = append(candidates, Recipe{Parts: r.Parts, Layout: r.Layout})
	}
	if r.Layout != InTurn {
		with(InTurn, r.Parts)
	}
	for i, p := range r.Parts {
		tape := func(t []int) {
			parts := slices.Clone(r.Parts)
			parts[i].Tape = t
			with(r.Layout, parts)
		}
		for n := 0; n < len(p.Tape); n = 2*n + 1 {
			tape(p.Tape[:n:n])
		}
		for j, x := range p.Tape {
			for _, less := range slices.Compact([]int{0, x / 2, x - 1}) {
				if less >= 0 && less < x {
					t := slices.Clone(p.Tape)
					t[j] = less
					tape(t)
				}
			}
		}
	}
	for _, c := range candidates {
		if good(c) {
			return c, true
		}
	}
	return r, false
}
