package bench
import ("testing";"fmt")
func TestTmpDeep(t *testing.T) {
	pool := shapesPool(t)
	for _, c := range columns {
		fmt.Println(c.name, measure(t, pool, "TestDeep25", c.configs, shapeSeeds, shapeBudget))
	}
}
