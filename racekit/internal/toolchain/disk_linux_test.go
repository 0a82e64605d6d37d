package toolchain

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// asNobody runs f with a file system user that owns nothing, for root may
// write everywhere.
func asNobody(t *testing.T, f func()) {
	if os.Getuid() != 0 {
		f()
		return
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := syscall.Setfsuid(65534); err != nil {
		t.Skipf("cannot give up root: %v", err)
	}
	defer syscall.Setfsuid(0)
	f()
}

func TestReadOnlyCache(t *testing.T) {
	base, cache := fakeBase(t), t.TempDir()
	for dir := cache; dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Dir(filepath.Dir(base.GOROOT)), 0o755); err != nil {
		t.Fatal(err)
	}
	parent := filepath.Join(cache, "goroot")
	if err := os.Mkdir(parent, 0o755); err != nil {
		t.Fatal(err)
	}
	setWritable := func(mode os.FileMode) {
		if err := os.Chmod(parent, mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(parent, 0o755) })

	setWritable(0o555)
	asNobody(t, func() {
		_, err := prepare(t.Context(), base, cache, fakeChange())
		if err == nil {
			t.Fatal("wrote into a read-only directory")
		}
		for _, want := range []string{parent, "permission denied", "RACEKIT_CACHE", "XDG_CACHE_HOME"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("no %q in: %v", want, err)
			}
		}
	})

	setWritable(0o755)
	built := mustPrepare(t, base, cache, fakeChange())
	setWritable(0o555)
	asNobody(t, func() {
		again, err := prepare(t.Context(), base, cache, fakeChange())
		if err != nil || again.Path() != built.Path() {
			t.Errorf("a read-only cache that has the tree: %v, %v", again, err)
		}
	})
}

func TestFullDisk(t *testing.T) {
	base, disk := fakeBase(t), t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=16k,nr_inodes=12"); err != nil {
		t.Skipf("a small file system is needed, and mounting one needs root: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(disk, 0) })
	_, err := prepare(t.Context(), base, disk, fakeChange())
	if err == nil {
		t.Fatal("wrote more than the disk holds")
	}
	for _, want := range []string{disk + "/goroot", "no space left on device", "free space", "RACEKIT_CACHE"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in: %v", want, err)
		}
	}
	if got := names(t, filepath.Join(disk, "goroot")); got != nil {
		t.Errorf("left on the full disk: %q", got)
	}
}

func TestLock(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	var inside atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			unlock, err := Lock(t.Context(), name, patience)
			if err != nil {
				t.Error(err)
				return
			}
			defer unlock()
			if n := inside.Add(1); n != 1 {
				t.Errorf("%d hold the lock", n)
			}
			time.Sleep(time.Millisecond)
			inside.Add(-1)
		})
	}
	wg.Wait()

	// Whoever waits can be interrupted.
	unlock, err := Lock(t.Context(), name, patience)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := Lock(ctx, name, patience); err != nil || ctx.Err() == nil {
		t.Errorf("got a lock that another holds: %v", err)
	}
}
