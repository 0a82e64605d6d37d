package hazards

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func modified(t *testing.T, name string) time.Time {
	t.Helper()
	fi, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return fi.ModTime()
}

// The times of files agree with the clock.
func TestFileTimes(t *testing.T) {
	if age := time.Since(modified(t, "../../go.mod")); age < 0 {
		t.Errorf("a file of the repository is %v old", age)
	}
	one, two := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "two")
	begin := time.Now()
	write := func(name string) {
		if err := os.WriteFile(name, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(one)
	time.Sleep(2 * time.Second)
	write(two)
	first, second := modified(t, one), modified(t, two)
	if second.Sub(first) < time.Second {
		t.Errorf("two seconds apart, and %v", second.Sub(first))
	}
	if first.Before(begin) || second.After(time.Now()) {
		t.Errorf("modified at %v and %v, between %v and %v", first, second, begin, time.Now())
	}
	time.Sleep(time.Hour)
	if again := modified(t, one); !again.Equal(first) {
		t.Errorf("modified at %v, and then %v", first, again)
	}
}

func TestChtimes(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, want := range []time.Time{
		time.Date(2020, 2, 3, 4, 5, 6, 7000, time.UTC),
		time.Now().Add(-time.Second),
		time.Now(),
		time.Now().Add(time.Hour),
		time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		if err := os.Chtimes(name, want, want); err != nil {
			t.Fatal(err)
		}
		if got := modified(t, name); !got.Equal(want) {
			t.Errorf("set to %v, is %v", want, got)
		}
	}
}

// The time of day is that of the spec.
func TestEpoch(t *testing.T) { fmt.Println("it is", time.Now().UTC().Format(time.DateTime)) }
