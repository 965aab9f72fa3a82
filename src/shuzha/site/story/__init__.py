"""The story: the main job lived through in the model city, on real data, with one account per role."""
