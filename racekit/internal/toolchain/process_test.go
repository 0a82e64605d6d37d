package toolchain

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A job is a call of prepare in a process of its own.
type job struct {
	Base   Base
	Cache  string
	Change [2]json.RawMessage
}

const jobVariable = "RACEKIT_TOOLCHAIN_TEST_JOB"

func TestMain(m *testing.M) {
	if text := os.Getenv(jobVariable); text != "" {
		if err := runJob(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func runJob(text string) error {
	var j job
	var c change
	if err := errors.Join(json.Unmarshal([]byte(text), &j), json.Unmarshal(j.Change[0], &c.edits), json.Unmarshal(j.Change[1], &c.files)); err != nil {
		return err
	}
	fmt.Println("started")
	tc, err := prepare(context.Background(), j.Base, j.Cache, c)
	if err != nil {
		return err
	}
	fmt.Println(tc.Path())
	return nil
}

func startJob(t *testing.T, base Base, cache string, c change) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	j := job{Base: base, Cache: cache}
	for i, part := range []any{c.edits, c.files} {
		data, err := json.Marshal(part)
		if err != nil {
			t.Fatal(err)
		}
		j.Change[i] = data
	}
	text, err := json.Marshal(j)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), jobVariable+"="+string(text))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewReader(out)
}

// watch fails the test if a tree without a marker is ever seen.
func watch(t *testing.T, cache string) (stop func()) {
	done := make(chan bool)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
			}
			trees, _ := filepath.Glob(filepath.Join(cache, "goroot", "go1*"))
			for _, tree := range trees {
				if err := verify(tree); err != nil {
					t.Errorf("a tree that is not whole: %v", err)
				}
			}
		}
	})
	return func() { close(done); wg.Wait() }
}

func TestPrepareAtOnce(t *testing.T) {
	base, cache := fakeBase(t), t.TempDir()
	stop := watch(t, cache)
	var wg sync.WaitGroup
	var paths [12]string
	for i := range 8 {
		wg.Go(func() {
			tc, err := prepare(t.Context(), base, cache, fakeChange())
			if err != nil {
				t.Error(err)
				return
			}
			if err := verify(tc.Path()); err != nil {
				t.Error(err)
			}
			paths[i] = tc.Path()
		})
	}
	for i := range 4 {
		cmd, out := startJob(t, base, cache, fakeChange())
		wg.Go(func() {
			var all bytes.Buffer
			all.ReadFrom(out)
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
			paths[8+i] = strings.TrimSpace(strings.TrimPrefix(all.String(), "started\n"))
		})
	}
	wg.Wait()
	stop()
	for i, path := range paths {
		if path != paths[0] || path == "" {
			t.Errorf("number %d got %q, the first %q", i, path, paths[0])
		}
	}
	if got := names(t, filepath.Join(cache, "goroot")); len(got) != 1 {
		t.Errorf("left in the cache: %q", got)
	}
}

// Two racekits may both find the same tree stale.
func TestPrepareAtOnceStale(t *testing.T) {
	base, cache := fakeBase(t), t.TempDir()
	mustPrepare(t, base, cache, fakeChange())
	write(t, base.GOROOT, map[string]string{"src/runtime/new.go": "package runtime\n"})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			tc, err := prepare(t.Context(), base, cache, fakeChange())
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := os.Stat(filepath.Join(tc.Path(), "src/runtime/new.go")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := names(t, filepath.Join(cache, "goroot")); len(got) != 1 {
		t.Errorf("left in the cache: %q", got)
	}
}

// A process that is killed while it builds leaves nothing that is used.
func TestPrepareKilled(t *testing.T) {
	base, cache := fakeBase(t), t.TempDir()
	many := map[string]string{}
	for i := range 3000 {
		many[fmt.Sprintf("src/p%d/a.go", i)] = "package a\n"
	}
	write(t, base.GOROOT, many)
	halfBuilt := 0
	for i := range 6 {
		before, _ := filepath.Glob(filepath.Join(cache, "goroot", "*"))
		cmd, out := startJob(t, base, cache, fakeChange())
		if line, err := out.ReadString('\n'); line != "started\n" {
			t.Fatalf("the process said %q, %v", line, err)
		}
		for n := 0; n < 400*i+1; time.Sleep(time.Millisecond) {
			trees, _ := filepath.Glob(filepath.Join(cache, "goroot", "*"))
			n = 0
			for _, tree := range trees {
				if slices.Contains(before, tree) {
					continue
				}
				packages, _ := os.ReadDir(filepath.Join(tree, "src"))
				n = max(n, len(packages))
			}
		}
		cmd.Process.Kill()
		cmd.Wait()
		for _, name := range names(t, filepath.Join(cache, "goroot")) {
			path := filepath.Join(cache, "goroot", name)
			if strings.HasPrefix(name, scratch) {
				if _, err := os.Stat(filepath.Join(path, markerName)); err != nil {
					halfBuilt++
				}
			} else if err := verify(path); err != nil {
				t.Errorf("killed, and yet there is a tree: %v", err)
			}
		}
	}
	if halfBuilt == 0 {
		t.Error("no process was killed in the middle: the test shows nothing")
	}
	if tc := mustPrepare(t, base, cache, fakeChange()); verify(tc.Path()) != nil {
		t.Errorf("afterwards: %v", verify(tc.Path()))
	}
}
