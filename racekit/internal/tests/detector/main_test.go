package detector

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/tests/lab"
)

func TestMain(m *testing.M) { lab.Main(m) }
