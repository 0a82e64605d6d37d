package native

import (
	"encoding/binary"
	"encoding/json"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// variable tells a child what to do.
const variable = "RACEKIT_NATIVE"

// An order is the value of variable.
type order struct {
	Config
	Progress string // the file in which the child says how far it came
}

// A child is this test binary, started again.
type child struct {
	cmd    *exec.Cmd
	dir    string
	output *os.File
	ended  chan error
}

func start(cfg Config, dir string) (*child, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	output, err := os.OpenFile(filepath.Join(dir, "output"), os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	c := &child{dir: dir, output: output, ended: make(chan error, 1)}
	text, err := json.Marshal(order{cfg, c.file()})
	if err != nil {
		return nil, err
	}
	c.cmd = exec.Command(exe, arguments(cfg.Test)...)
	c.cmd.Stdout, c.cmd.Stderr = output, output
	c.cmd.Env = append(os.Environ(), variable+"="+string(text), "GORACE="+strings.TrimSpace(os.Getenv("GORACE")+
		// Without these a race is reported once, and each child takes a second to exit.
		" halt_on_error=0 suppress_equal_stacks=0 suppress_equal_addresses=0 atexit_sleep_ms=0"))
	if err := c.cmd.Start(); err != nil {
		output.Close()
		return nil, err
	}
	go func() { c.ended <- c.cmd.Wait() }()
	return c, nil
}

// arguments are those of a child that runs one test, with the flags that this
// process was given and package testing does not own.
func arguments(test string) []string {
	elems := strings.Split(test, "/")
	for i, e := range elems {
		elems[i] = "^" + regexp.QuoteMeta(e) + "$"
	}
	args := []string{"-test.run=" + strings.Join(elems, "/"), "-test.count=1", "-test.timeout=0"}
	if testing.Short() {
		args = append(args, "-test.short")
	}
	flag.Visit(func(f *flag.Flag) {
		if !strings.HasPrefix(f.Name, "test.") {
			args = append(args, "-"+f.Name+"="+f.Value.String())
		}
	})
	return append(args, flag.Args()...)
}

func (c *child) file() string { return filepath.Join(c.dir, "progress") }

func (c *child) close() { c.output.Close() }

func (c *child) kill() {
	c.cmd.Process.Kill()
	<-c.ended
}

// stop asks the child for a dump of its goroutines, which ends it.
func (c *child) stop() error {
	if c.cmd.Process.Signal(syscall.SIGQUIT) == nil {
		select {
		case err := <-c.ended:
			return err
		case <-time.After(2 * time.Second):
		}
	}
	c.cmd.Process.Kill()
	return <-c.ended
}

func (c *child) outputFrom(offset int64) ([]byte, error) {
	return io.ReadAll(io.NewSectionReader(c.output, offset, 1<<62))
}

// progress is how far a child came.
type progress struct {
	begun, done int
	leaked      bool  // the last run
	output      int64 // where the output of the last run begins
}

const progressSize = 4 * 8

func (c *child) progress() (p progress) {
	f, err := os.Open(c.file())
	if err != nil {
		return p
	}
	defer f.Close()
	var b [progressSize]byte
	if _, err := f.ReadAt(b[:], 0); err == nil {
		p.begun = int(binary.LittleEndian.Uint64(b[0:]))
		p.done = int(binary.LittleEndian.Uint64(b[8:]))
		p.leaked = b[16] != 0
		p.output = int64(binary.LittleEndian.Uint64(b[24:]))
	}
	return p
}

// write keeps the progress in one write, so that the parent sees all or nothing.
func (p progress) write(f *os.File) error {
	var b [progressSize]byte
	binary.LittleEndian.PutUint64(b[0:], uint64(p.begun))
	binary.LittleEndian.PutUint64(b[8:], uint64(p.done))
	if p.leaked {
		b[16] = 1
	}
	binary.LittleEndian.PutUint64(b[24:], uint64(p.output))
	_, err := f.WriteAt(b[:], 0)
	return err
}
