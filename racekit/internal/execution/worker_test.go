package execution

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// The test binary is its own worker: a process with the protocol, the
// descriptors and the habits of a real one, and tests that are scripted below.
func TestMain(m *testing.M) {
	if os.Getenv("RACEKIT_WORKER") == "1" {
		serve(os.Getenv("FAKE_WORKER"))
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// command starts this test binary as a worker. How says what it does wrong at
// its start.
func command(t *testing.T, how string) Command {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Command{Path: path, Dir: t.TempDir(), Env: append(os.Environ(), "FAKE_WORKER="+how, "TMPDIR="+os.TempDir())}
}

// slowSteps steps of slowStep is what TestSlow takes.
const (
	slowStep  = 50 * time.Millisecond
	slowSteps = 24
)

type server struct {
	shared  *os.File
	replies *os.File
	ran     int // executions in this process
}

func serve(how string) {
	switch how {
	case "exit":
		fmt.Println("TestMain has other plans")
		os.Exit(3)
	case "silent":
		fmt.Println("waiting for godot")
		time.Sleep(time.Hour)
	}
	s := &server{shared: os.NewFile(wire.FDShared, "shared"), replies: os.NewFile(wire.FDReplies, "replies")}
	hello := wire.HelloReply{Proto: wire.Version, GoVersion: "go1.26", Arch: "amd64", Race: true, Tests: []string{"TestPass", "TestFail"}}
	if how == "future" {
		hello.Proto++
	}
	s.replies.Write(wire.AppendHello(nil, &hello))
	if how == "deaf" {
		time.Sleep(time.Hour)
	}
	in := bufio.NewReader(os.NewFile(wire.FDCommands, "commands"))
	for {
		var head [wire.HeaderSize]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return
		}
		typ, n, _ := wire.ParseHeader(head[:])
		b := make([]byte, n)
		io.ReadFull(in, b)
		switch typ {
		case wire.TypeRun:
			m, _ := wire.ParseRun(b)
			s.run(&m)
		case wire.TypeSymbolize:
			m, _ := wire.ParseSymbolize(b)
			s.symbolize(m.PCs)
		case wire.TypeQuit:
			fmt.Fprintln(os.Stderr, "teardown")
			if how == "teardown" {
				os.WriteFile("teardown", nil, 0o600)
			}
			return
		}
	}
}

func (s *server) word(i int, v uint64) {
	s.shared.WriteAt(binary.LittleEndian.AppendUint64(nil, v), int64(i*8))
}

// symbolize says that code offset n is line n of f.go, and that the even ones
// are inlined.
func (s *server) symbolize(pcs []uint32) {
	var m wire.FramesReply
	for _, pc := range pcs {
		l := wire.FrameList{Frames: []wire.CodeFrame{{Func: fmt.Sprintf("p.f%d", pc), File: "f.go", Line: int(pc), Entry: 1}}}
		if pc%2 == 0 {
			l.Frames = append(l.Frames, wire.CodeFrame{Func: "p.outer", File: "f.go", Line: 1000 + int(pc)})
		}
		m.Lists = append(m.Lists, l)
	}
	s.replies.Write(wire.AppendFrames(nil, &m))
}

func (s *server) run(m *wire.RunRequest) {
	if m.Test == "TestUnknown" {
		s.replies.Write(wire.AppendError(nil, &wire.ErrorReply{Text: "no test TestUnknown in this package"}))
		return
	}
	var done wire.DoneReply
	for i := m.Index; i < m.Index+m.Count && !done.Stopped; i++ {
		fi, _ := os.Stdout.Stat()
		begin := fi.Size()
		s.word(wire.WordState, wire.StateRunning)
		s.word(wire.WordIndex, uint64(i))
		s.word(wire.WordSteps, 0)
		s.word(wire.WordOutput, uint64(begin))
		seed := sched.Derive(m.Seed, i)
		s.step(0, sched.Event{Task: 1, PC: 11, Op: sched.OpGo, Ready: 1})
		s.step(1, sched.Event{Task: 2, PC: 20, Object: uint32(i), Op: sched.OpLock, Ready: 2, Flags: sched.Preempted})
		if m.Flags&wire.FlagWide != 0 {
			s.offers()
		}
		s.ran++
		found := s.test(m, i)
		s.word(wire.WordState, wire.StateIdle)
		fi, _ = os.Stdout.Stat()
		steps := 2
		if m.Test == "TestFree" {
			steps = 0
		}
		done.Runs = append(done.Runs, wire.RunRecord{Hash: seed, Steps: steps, Tasks: 2, Choices: 1})
		if m.Flags&wire.FlagLearn != 0 {
			done.Learned = []uint32{20, uint32(30 + i)}
		}
		if found != "" || m.Flags&wire.FlagTrace != 0 {
			done.Stopped = true
			done.Outcome = wire.RawOutcome{Index: i, Seed: seed, Hash: seed, Steps: 2, Switches: 1, Begin: begin, End: fi.Size(),
				Message: found, Stack: []uint32{20, 21}, Culprit: 2,
				Goroutines: []wire.TaskRecord{{ID: 1, State: uint8(trace.Blocked), Wait: "chan receive", Stack: []uint32{11}},
					{ID: 2, Parent: 1, Start: 22, Go: 11, Object: 7, Op: uint8(sched.OpLock)}}}
			if found != "" {
				done.Outcome.Status = uint8(Panicked)
			}
			if m.Flags&wire.FlagStacks != 0 {
				done.Outcome.Table = []wire.StackRecord{{PCs: []uint32{11}}, {PCs: []uint32{20, 23}}}
				done.Outcome.EventStack = []uint32{0, 1}
			}
		}
	}
	s.replies.Write(wire.AppendDone(nil, &done))
}

func (s *server) step(n int, e sched.Event) {
	s.shared.WriteAt(memoryOf(&e), int64(wire.EventsOffset+n*eventSize))
	s.word(wire.WordStored, uint64(n+1))
	s.word(wire.WordSteps, uint64(n+1))
}

func memoryOf[T any](v *T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(v)), unsafe.Sizeof(*v))
}

// offers says who could run at the two steps.
func (s *server) offers() {
	for i, o := range []sched.Offer{
		{Task: 1, PC: 11, Op: sched.OpGo, Flags: sched.OfferLast},
		{Task: 1, PC: 12, Op: sched.OpLock, Object: 1 << 40, Flags: sched.OfferWaits},
		{Task: 2, PC: 20, Op: sched.OpSelect, Object: 64, Size: 8, Ways: 3, Flags: sched.OfferDone | sched.OfferLast},
	} {
		s.shared.WriteAt(memoryOf(&o), int64(wire.OffersOffset+i*offerSize))
	}
	s.word(wire.WordOffered, 3)
	s.word(wire.WordUses, wire.UsesRandom)
}

// test runs a scripted test and returns the value that it panics with.
func (s *server) test(m *wire.RunRequest, i int) string {
	name := m.Test
	_, arg, _ := strings.Cut(m.Run, "/")
	arg = strings.Trim(arg, "^$")
	var at int
	fmt.Sscan(arg, &at)
	fmt.Printf("execution %d of %s\n", i, name+"/"+arg)
	if name == "TestCount" {
		fmt.Printf("run %d in this process\n", s.ran)
	}
	if name == "TestSecond" && s.ran > 1 {
		return "registered twice"
	}
	if name == "TestNap" {
		time.Sleep(500 * time.Millisecond)
	}
	if i != at || name == "TestPass" || name == "TestCount" || name == "TestSecond" {
		return ""
	}
	switch name {
	case "TestFail":
		fmt.Fprintln(os.Stderr, "about to fail")
		return "boom"
	case "TestExit":
		os.Exit(7)
	case "TestFatal":
		go func() { panic("nobody recovers this") }()
		time.Sleep(time.Minute)
	case "TestSpin":
		//lint:ignore SA5002 this is what a hang is
		for {
		}
	case "TestSlow": // slower than Hang, but with steps
		for n := range uint64(slowSteps) {
			s.word(wire.WordSteps, 3+n)
			time.Sleep(slowStep)
		}
	case "TestBusyChild": // for longer than Hang, without steps
		exec.Command("sh", "-c", "i=0; while [ $i -lt 3000000 ]; do i=$((i+1)); done").Run()
	case "TestEndless":
		for n := 3; ; n++ {
			s.word(wire.WordSteps, uint64(n))
			time.Sleep(20 * time.Millisecond)
		}
	case "TestFlood":
		line := []byte(strings.Repeat("x", 1<<20))
		for {
			os.Stdout.Write(line)
		}
	case "TestGarbage":
		s.replies.Write([]byte("hello from the test"))
		time.Sleep(time.Minute)
	case "TestForeign":
		s.word(wire.WordMagic, 42)
		time.Sleep(time.Minute)
	case "TestChild":
		c := exec.Command("sleep", "1000")
		c.Start()
		fmt.Printf("child %d\n", c.Process.Pid)
		return "has a child"
	case "TestBig":
		os.Stdout.Write([]byte("begin" + strings.Repeat("x", 5<<20) + "end"))
		return "printed much"
	}
	return ""
}
