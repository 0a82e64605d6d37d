package cowconfig

type inPlaceConfig struct{ loadStoreConfig }

func (c *inPlaceConfig) Set(key string, v int) { c.Settings()[key] = v }
