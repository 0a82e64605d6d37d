package toolchain

import (
	"fmt"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// A syncPoint is a function of package sync before which others may run.
type syncPoint struct {
	file string // below src/sync
	decl string // its first line
	op   sched.Op
	recv string // its receiver
}

var syncPoints = []syncPoint{
	{"mutex.go", "func (m *Mutex) Lock() {", sched.OpLock, "m"},
	{"mutex.go", "func (m *Mutex) TryLock() bool {", sched.OpTryLock, "m"},
	{"mutex.go", "func (m *Mutex) Unlock() {", sched.OpUnlock, "m"},
	{"rwmutex.go", "func (rw *RWMutex) RLock() {", sched.OpRLock, "rw"},
	{"rwmutex.go", "func (rw *RWMutex) TryRLock() bool {", sched.OpTryRLock, "rw"},
	{"rwmutex.go", "func (rw *RWMutex) RUnlock() {", sched.OpRUnlock, "rw"},
	{"rwmutex.go", "func (rw *RWMutex) Lock() {", sched.OpLock, "rw"},
	{"rwmutex.go", "func (rw *RWMutex) TryLock() bool {", sched.OpTryWLock, "rw"},
	{"rwmutex.go", "func (rw *RWMutex) Unlock() {", sched.OpWUnlock, "rw"},
	{"waitgroup.go", "func (wg *WaitGroup) Add(delta int) {", sched.OpWGAdd, "wg"}, // or OpWGDone
	{"waitgroup.go", "func (wg *WaitGroup) Wait() {", sched.OpWGWait, "wg"},
	{"waitgroup.go", "func (wg *WaitGroup) Go(f func()) {", sched.OpGo, "wg"},
	{"once.go", "func (o *Once) Do(f func()) {", sched.OpOnce, "o"},
	{"cond.go", "func (c *Cond) Wait() {", sched.OpCondWait, "c"},
	{"cond.go", "func (c *Cond) Signal() {", sched.OpCondSignal, "c"},
	{"cond.go", "func (c *Cond) Broadcast() {", sched.OpCondSignal, "c"},
	{"pool.go", "func (p *Pool) Put(x any) {", sched.OpPool, "p"},
	{"pool.go", "func (p *Pool) Get() any {", sched.OpPool, "p"},
}

var mapMethods = []string{
	"Load(key any) (value any, ok bool)", "Store(key, value any)", "Clear()",
	"LoadOrStore(key, value any) (actual any, loaded bool)",
	"LoadAndDelete(key any) (value any, loaded bool)", "Delete(key any)",
	"Swap(key, value any) (previous any, loaded bool)",
	"CompareAndSwap(key, old, new any) (swapped bool)", "CompareAndDelete(key, old any) (deleted bool)",
	"Range(f func(key, value any) bool)", // OpMapRange
}

// syncEdits make each operation of package sync one point, named for what it
// is; RWMutex.Lock has a second, or deadlocks by writer preference would be
// invisible. The words inside a Mutex are noise (hazard 6 of
// docs/internal/hazards.md): its atomics become the runtime's own, so that the
// detector sees its declared acquire and release and nothing else.
func syncEdits() []Edit {
	const sync = "src/sync/"
	points := syncPoints
	for _, m := range mapMethods {
		op := sched.OpMap
		if strings.HasPrefix(m, "Range") {
			op = sched.OpMapRange
		}
		points = append(points, syncPoint{"map.go", "func (m *Map) " + m + " {", op, "m"})
	}
	var out []Edit
	imported := map[string]bool{}
	for _, p := range points {
		from := ""
		file := sync + p.file
		if p.file == "map.go" {
			from = "1.26"
		}
		if !imported[p.file] {
			imported[p.file] = true
			out = append(out, Edit{Name: "imports of " + p.file, File: file, Anchor: "import (\n", Put: After,
				Text: `	rksys "internal/runtime/sys"
	rkunsafe "unsafe"
`, From: from})
			if p.file == "map.go" {
				out = append(out, Edit{Name: "imports of hashtriemap.go", File: sync + "hashtriemap.go", Anchor: "import (\n",
					Put: After, Text: `	rksys "internal/runtime/sys"
	rkunsafe "unsafe"
`, Until: "1.26"})
			}
		}
		e := Edit{Name: strings.TrimSuffix(strings.TrimPrefix(p.decl, "func "), " {") + ": point",
			File: file, Anchor: p.decl + "\n", Put: After, From: from, Text: pointCall(p.op, p.recv)}
		if p.op == sched.OpWGAdd {
			e.Text = `	if delta < 0 {
	` + pointCall(sched.OpWGDone, p.recv) + `	} else {
	` + e.Text + "\t}\n"
		}
		out = append(out, e)
		if p.file == "map.go" {
			e.File, e.From, e.Until = sync+"hashtriemap.go", "", "1.26"
			out = append(out, e)
		}
	}
	return append(out,
		Edit{Name: "RWMutex.Lock: second step", File: sync + "rwmutex.go",
			Anchor: "\t// Announce to readers there is a pending writer.\n",
			Put:    Before, Text: pointCall(sched.OpWLock, "rw")},
		Edit{Name: "Mutex: the runtime's atomics", File: "src/internal/sync/mutex.go",
			Anchor: "\t\"sync/atomic\"\n", Put: Instead, Text: "\t\"internal/runtime/atomic\"\n"},
		Edit{Name: "Mutex.Lock: an access that the detector sees", File: "src/internal/sync/mutex.go",
			Anchor: "func (m *Mutex) Lock() {\n", Put: After, Text: mutexRead},
		Edit{Name: "Mutex.TryLock: an access that the detector sees", File: "src/internal/sync/mutex.go",
			Anchor: "func (m *Mutex) TryLock() bool {\n", Put: After, Text: mutexRead},
		Edit{Name: "Mutex starvation: the group's clock", File: "src/runtime/sema.go",
			Anchor: "func internal_sync_nanotime() int64 {\n", Put: After,
			Text: `	if rkVirtual() {
		return rk.clock
	}
`},
	)
}

// mutexRead lets the detector see that a Mutex is overwritten while others use
// it, as sync/atomic did. Two lockers read only, so it orders nothing.
const mutexRead = `	if race.Enabled {
		race.Read(unsafe.Pointer(m))
	}
`

func pointCall(op sched.Op, recv string) string {
	return fmt.Sprintf("\truntime_rkPoint(%d, rkunsafe.Pointer(%s), rksys.GetCallerPC())\n", op, recv)
}
